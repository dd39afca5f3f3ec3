// The configurations of the documentation, which tests run as they stand there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { peersServer } from "../harness/peers_server.mjs";
import { root } from "../harness/program.mjs";

const page = readFileSync(path.join(root, "asyncapi-runtime/docs/proxies.md"), "utf8");

/** What the documentation has in this language: each block is there once. */
export function documented(language) {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))];
  assert.equal(blocks.length, 1, language);
  return blocks[0][1];
}

/** Two servers of ours, and the ports of theirs that the documentation has put into a text. */
export async function pair(t, ...args) {
  const servers = [await peersServer(t, ...args), await peersServer(t, ...args)];
  const port = (server) => `127.0.0.1:${new URL(server.url).port}`;
  const fill = (text) =>
    text.replaceAll("127.0.0.1:3000", port(servers[0])).replaceAll("127.0.0.1:3001", port(servers[1]));
  return { servers, fill };
}
