// Other people's clients, each behind the same few words, so that every check is written once.
//
// `open(url, names)` listens, also to events with these names, and gives a listener:
//   events   what came: `[name, data, id]`, the name `message` where there was none
//   opens    how many connections were good
//   errors   how often it said that something is wrong
//   closed   whether it has given up for good
//   close()  ends it

import "../harness/page.mjs";
import { fetchEventSource } from "@microsoft/fetch-event-source";
import { EventSource as NpmEventSource } from "eventsource";
import { EventSource as UndiciEventSource } from "undici";

/** What has the interface of a browser's `EventSource`. */
function eventSource(name, EventSource) {
  const open = (url, names) => {
    const source = new EventSource(url);
    const listener = {
      events: [],
      opens: 0,
      errors: 0,
      get closed() {
        return source.readyState === EventSource.CLOSED;
      },
      close: () => source.close(),
    };
    source.onopen = () => (listener.opens += 1);
    source.onerror = () => (listener.errors += 1);
    const seen = ({ type, data, lastEventId }) => listener.events.push([type, data, lastEventId]);
    source.onmessage = seen;
    for (const name of names) source.addEventListener(name, seen);
    return listener;
  };
  return { name, open, patience: 3000, ends204: true };
}

/** A function with callbacks. It gives every event to one of them, whatever its name. */
function openFetchEventSource(url) {
  const aborter = new AbortController();
  const listener = { events: [], opens: 0, errors: 0, closed: false, close: () => aborter.abort() };
  const ended = fetchEventSource(url, {
    signal: aborter.signal,
    // Otherwise it ends its connection whenever the page is hidden.
    openWhenHidden: true,
    fetch: async (...request) => {
      const response = await fetch(...request);
      listener.opens += response.status === 200;
      return response;
    },
    onmessage: ({ event, data, id }) => listener.events.push([event || "message", data, id]),
    onerror: () => {
      listener.errors += 1;
    },
  });
  const close = () => (listener.closed = true);
  ended.then(close, close);
  return listener;
}

/**
 * All of them. `patience`: how many milliseconds each waits before it connects again when nobody told it;
 * `ends204`: whether 204 says to it what the standard says, that nothing more comes.
 */
export const clients = [
  eventSource("eventsource", NpmEventSource),
  eventSource("undici", UndiciEventSource),
  { name: "fetch-event-source", open: openFetchEventSource, patience: 1000, ends204: false },
];
