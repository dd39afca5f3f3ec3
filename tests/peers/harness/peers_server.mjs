// `peers-server`, and what a test says to it over HTTP.

import assert from "node:assert/strict";
import { eventually } from "./eventually.mjs";
import { Program, freePort, origin } from "./program.mjs";

/** A server that ends with the test; it keeps its address over a restart. */
export async function peersServer(test, ...args) {
  const port = await freePort();
  let program;
  const server = {
    url: `http://127.0.0.1:${port}`,

    /** Ends it as a crash does. */
    kill: () => program.kill(),

    /** Starts it, at first or again. */
    async start() {
      program = Program.ours(test, "peers-server", "--port", port, ...args);
      await origin(program);
    },

    /** Publishes JSON, or text as it is, to `user`, `note/ID`, `order/ID` or `line`; gives the event's id. */
    async publish(path, message) {
      const json = typeof message !== "string";
      const response = await fetch(`${server.url}/publish/${path}`, {
        method: "POST",
        headers: { "content-type": json ? "application/json" : "text/plain" },
        body: json ? JSON.stringify(message) : message,
      });
      const answer = await response.text();
      assert.equal(response.status, 200, answer);
      return answer;
    },

    /** `{open, closed}`: how many streams are open, and how the others ended. */
    streams: async () => (await fetch(`${server.url}/streams`)).json(),

    /** Every request for a path so far, with its `method`, `uri` and `headers`. */
    async requests(path) {
      const all = await (await fetch(`${server.url}/requests`)).json();
      return all.filter(({ uri }) => uri === path);
    },

    /** Waits until so many streams are open. */
    listeners: (count) =>
      eventually(`${count} open streams`, async () => (await server.streams()).open === count),
  };
  await server.start();
  return server;
}
