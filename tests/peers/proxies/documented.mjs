// The configurations of the documentation, which tests run as they stand there.

import { block } from "../harness/guide.mjs";
import { peersServer } from "../harness/peers_server.mjs";

/** What the chapter on proxies has in this language. */
export const documented = (language) => block("proxies", language);

/** Two servers of ours, and the ports of theirs that the documentation has put into a text. */
export async function pair(t, ...args) {
  const servers = [await peersServer(t, ...args), await peersServer(t, ...args)];
  const port = (server) => `127.0.0.1:${new URL(server.url).port}`;
  const fill = (text) =>
    text.replaceAll("127.0.0.1:3000", port(servers[0])).replaceAll("127.0.0.1:3001", port(servers[1]));
  return { servers, fill };
}
