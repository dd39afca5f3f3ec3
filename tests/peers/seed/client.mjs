// What the seed's generator (The Codegen Project's CLI) makes of `asyncapi.yaml` for a client, as far as the
// other end can tell. Written anew, after what is generated in its repository `the-codegen-project/cli`:
// `test/runtime/typescript/src/channels/event_source.ts`. The library beneath is the real one.

import "../harness/page.mjs";
import { fetchEventSource } from "@microsoft/fetch-event-source";

/** `listenForX({callback, parameters, options: {baseUrl, authorization, headers, onClose}})`: its end. */
function listener(address) {
  return ({ callback, parameters, options }) => {
    const aborter = new AbortController();
    // Parameters are put into the address as they are.
    const path = address.replace(/\{(\w+)\}/g, (_, name) => parameters[name]);
    const headers = { ...options.headers, Accept: "text/event-stream" };
    if (options.authorization) headers.authorization = `Bearer ${options.authorization}`;
    fetchEventSource(`${options.baseUrl}/${path}`, {
      method: "GET",
      headers,
      signal: aborter.signal,
      // Whatever the event's name is, and if there is neither name nor data: it is read as JSON. What that
      // throws ends the connection.
      onmessage: ({ data }) => callback({ error: undefined, messageEvent: JSON.parse(data) }),
      // Nothing is thrown here: whatever went wrong, it connects again, after what `retry` said or a second.
      onerror: (error) => {
        options.onClose?.(error);
      },
      onclose: () => options.onClose?.(),
      // A bad answer is told, and then read as if it was good. The content type must be this and no more.
      onopen: async (response) => {
        if (response.ok && response.headers.get("content-type") === "text/event-stream") return;
        callback({ error: new Error(`could not open the event connection: ${response.status}`) });
      },
    });
    return () => aborter.abort();
  };
}

export const listenForUserSignups = listener("user/signedup");
export const listenForNotifications = listener("events/{userId}");
export const listenForNumbers = listener("numbers");
export const listenForLines = listener("lines");
