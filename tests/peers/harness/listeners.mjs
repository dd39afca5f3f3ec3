// Clients of every kind behind one face, for tests of what stands between them and a server.
//
// Each has `opens()`, how often its connection has opened, and `events()`, what it has got: `[{data, id}]`, the
// data read as JSON. Each stops with its test.

import { EventSource } from "eventsource";
import { EventSource as UndiciEventSource } from "undici";
import { eventually } from "./eventually.mjs";
import { Program } from "./program.mjs";

/** Waits until the connection has opened, `times` times in all. */
export const opened = (listener, times = 1) =>
  eventually(`${listener.name}: connection ${times} opens`, async () => (await listener.opens()) >= times);

/** Waits until it has so many events, and gives them. */
export async function received(listener, count) {
  await eventually(`${listener.name}: event ${count}`, async () => (await listener.events()).length >= count);
  return listener.events();
}

/** curl: it neither resumes nor reconnects, but shows the head. `http2` is its word for what it speaks. */
export function curl(test, url, ...args) {
  const program = Program.other(test, "curl", "-sNik", ...args, url);
  return {
    name: "curl",
    lines: () => program.lines,
    /** The value of a header of the response. */
    header: (name) => {
      const headers = program.lines.map((line) => line.match(/^([^:]+): (.*)$/)).filter(Boolean);
      return headers.find(([, found]) => found.toLowerCase() === name)?.[2];
    },
    /** The first bytes count, not the head: the comment that our server begins with. */
    opens: () => program.lines.filter((line) => line === ":").length,
    events: () => {
      const events = [];
      let id;
      for (const line of program.lines) {
        if (line.startsWith("id: ")) id = line.slice(4);
        if (line.startsWith("data: ")) events.push({ data: JSON.parse(line.slice(6)), id });
      }
      return events;
    },
    close: () => program.kill(),
    ended: () => Boolean(program.exit),
  };
}

function standard(name, Source, test, url, options) {
  const source = new Source(url, options);
  const events = [];
  let opens = 0;
  let errors = 0;
  source.onopen = () => (opens += 1);
  source.onerror = () => (errors += 1);
  source.onmessage = ({ data, lastEventId }) => events.push({ data: JSON.parse(data), id: lastEventId });
  test.after(() => source.close());
  return {
    name,
    opens: () => opens,
    errors: () => errors,
    events: () => events,
    state: () => source.readyState,
    close: () => source.close(),
  };
}

/** The npm package `eventsource`. `seen` is told each response. */
export const eventsource = (test, url, seen = () => {}) =>
  standard("eventsource", EventSource, test, url, {
    fetch: async (...args) => {
      const response = await fetch(...args);
      seen(response);
      return response;
    },
  });

/** The `EventSource` of undici. */
export const undici = (test, url) => standard("undici", UndiciEventSource, test, url);

/** Our own client, on a channel of `peers-client`. */
export function ours(test, channel, base, ...args) {
  const program = Program.ours(test, "peers-client", channel, base, "--opened", ...args);
  const items = () => program.lines.map((line) => JSON.parse(line));
  return {
    name: "peers-client",
    opens: () => items().filter((item) => item.opened).length,
    events: () => items().filter((item) => item.message).map(({ message, id }) => ({ data: message, id })),
    errors: () => items().filter((item) => item.error).length,
    lastError: () => items().findLast((item) => item.error),
    close: () => program.kill(),
  };
}

/** The `EventSource` of a page, which is a page of Playwright. */
export async function chromium(page, url) {
  const source = await page.evaluateHandle((url) => {
    const source = new EventSource(url);
    const seen = { source, opens: 0, errors: 0, events: [] };
    source.onopen = () => (seen.opens += 1);
    source.onerror = () => (seen.errors += 1);
    source.onmessage = ({ data, lastEventId: id }) => seen.events.push({ data: JSON.parse(data), id });
    return seen;
  }, url);
  return {
    name: "Chromium",
    opens: () => source.evaluate((seen) => seen.opens),
    errors: () => source.evaluate((seen) => seen.errors),
    events: () => source.evaluate((seen) => seen.events),
    state: () => source.evaluate((seen) => seen.source.readyState),
    close: () => source.evaluate((seen) => seen.source.close()),
  };
}
