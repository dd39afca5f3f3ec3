// The nginx of the documentation, and its page.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as browser from "../harness/browser.mjs";
import { eventually } from "../harness/eventually.mjs";
import { curl, opened, ours } from "../harness/listeners.mjs";
import * as nginxes from "../harness/nginx.mjs";
import { freePort } from "../harness/program.mjs";
import { documented, pair } from "./documented.mjs";
import { NUMBERS, goOn, listen } from "./numbers.mjs";
import { QUIET, atOnce, behind, clients, everywhere, unbroken } from "./support.mjs";

const { Nginx, skip } = nginxes;

/** Two servers behind the nginx of the documentation. */
async function twoBehind(t, ...args) {
  const { servers, fill } = await pair(t, ...args);
  const at = nginxes.folder(t);
  nginxes.certificate(at);
  const tls = await freePort();
  const nginx = await Nginx.start(t, fill(documented("nginx"))
    .replace("listen 80;", "listen PORT;")
    .replace("listen 443 ", `listen ${tls} `)
    .replaceAll("/etc/ssl/example.pem", `${at}/cert.pem`)
    .replaceAll("/etc/ssl/example.key", `${at}/key.pem`));
  return { servers, nginx, tls: `https://127.0.0.1:${tls}` };
}

test("nginx as documented: every event arrives at once", { skip }, async (t) => {
  const { servers, nginx, tls } = await twoBehind(t, ...QUIET);
  const http2 = () => curl(t, `${tls}/user/signedup`, "--http2", "--compressed");
  const all = { ...clients(t, nginx), "HTTP/2": http2 };
  for (const [name, start] of Object.entries(all)) {
    await t.test(name, async () => {
      const listener = start();
      await atOnce(everywhere(servers), listener, { ids: false });
      if (name === "HTTP/2") assert.match(listener.lines()[0], /^HTTP\/2 200/);
      await listener.close();
    });
  }
});

test("nginx as documented: one server is killed, then both; nothing is lost", { skip }, async (t) => {
  const { servers, nginx } = await twoBehind(t, ...NUMBERS);
  const listeners = await listen(t, nginx);
  await servers[0].kill();
  await servers[1].listeners(listeners.length);
  for (const listener of listeners) await unbroken(listener, (await listener.events()).length + 3);

  await servers[1].kill();
  // Each is answered by nginx, with an empty stream.
  for (const listener of listeners) await opened(listener, (await listener.opens()) + 2);
  const other = await fetch(`${nginx.url}/streams`);
  assert.equal(other.status, 502, "a client that wants no stream is told the truth");
  await servers[1].start();
  await goOn(listeners);
});

const noBrowser = skip || browser.skip;

test("the documented page goes on after a 502, and loses nothing", { skip: noBrowser }, async (t) => {
  const { backend, nginx } = await behind(t, "", { server: NUMBERS });
  const page = await browser.open(t, `${nginx.url}/streams`);
  const seen = await page.evaluateHandle(`(() => {
    ${documented("js")}
    const seen = [];
    listen("/numbers", ({ data, lastEventId }) => seen.push({ data: JSON.parse(data), id: lastEventId }));
    return seen;
  })()`);
  const listener = { name: "the page", events: () => seen.jsonValue() };
  await unbroken(listener, 3);
  const refused = page.waitForResponse((response) => response.status() === 502);
  await backend.kill();
  await refused;
  await backend.start();
  await unbroken(listener, (await listener.events()).length + 3);
});

test("a hub with its log in the process: another server tells of a gap", { skip }, async (t) => {
  const { servers, fill } = await pair(t, ...QUIET);
  const nginx = await Nginx.start(t, fill(documented("nginx"))
    .replace("listen 80;", "listen PORT;")
    .replace(/^.*(443|ssl_).*$/gm, ""));
  const listener = ours(t, "user", nginx.url);
  await opened(listener);
  const [first, second] = (await servers[0].streams()).open ? servers : servers.toReversed();
  await first.publish("user", { email: "a@example.com" });
  await eventually("the event", () => listener.events().length);
  await first.kill();
  await second.listeners(1);
  await eventually("the gap", () => /^events are missing/.test(listener.lastError()?.error));
});
