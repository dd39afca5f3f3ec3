// A network that can be cut: passes bytes on, until it does not.

import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A relay in front of `url`, with an `url` of its own; it ends with the test. */
export async function relay(test, url) {
  const { hostname, port } = new URL(url);
  const sockets = new Set();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) return client.destroy();
    const upstream = connect(Number(port), hostname);
    for (const [one, other] of [[client, upstream], [upstream, client]]) {
      sockets.add(one);
      one.on("close", () => sockets.delete(one) && other.destroy());
      // A broken connection is closed, too; that is all there is to know.
      one.on("error", () => {});
      one.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  test.after(() => {
    cut();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Breaks every connection, and each that is made from now on. */
    cut,
    /** Lets connections through again. */
    mend: () => (isCut = false),
  };
}
