// What many write by hand: an event stream of node's http server, with the content type and nothing else.

import { createServer } from "node:http";
import { once } from "node:events";

/** Serves events on every path, until the test ends. `headers` go with the content type. */
export async function plainServer(test, headers = {}) {
  const open = new Set();
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", ...headers });
    response.flushHeaders();
    response.write(":\n");
    open.add(response);
    response.on("close", () => open.delete(response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** How many listen. */
    open: () => open.size,
    publish: (message) => open.forEach((response) => response.write(`data: ${JSON.stringify(message)}\n\n`)),
    end: () => open.forEach((response) => response.end()),
  };
}
