// What a foreign server needs to be listened to by the generated client.

import { once } from "node:events";
import { createServer } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { Program } from "../harness/program.mjs";

/** Serves `handler`, of node's http or an express application, until the test ends; gives the URL. */
export async function serve(t, handler) {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** The generated client: a line of JSON for each event and each error. */
export function listen(t, channel, url, ...options) {
  return Program.ours(t, "peers-client", channel, url, ...options);
}

/** The messages among its first `count` lines, `[message, id]`; anything else stays what it is. */
export async function messages(client, count) {
  return (await client.json(count)).map((line) => ("message" in line ? [line.message, line.id] : line));
}

/** The head of an event stream, as people write it. */
export const HEAD = { "content-type": "text/event-stream", "cache-control": "no-cache" };

/** Writes these chunks, each on its own. */
export async function write(response, chunks) {
  response.socket?.setNoDelay();
  for (const chunk of chunks) {
    response.write(chunk);
    await turn();
  }
}
