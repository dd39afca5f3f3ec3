// HAProxy in front of the generated server.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as browser from "../harness/browser.mjs";
import { eventually } from "../harness/eventually.mjs";
import { chromium, curl, eventsource, opened, ours, received, undici } from "../harness/listeners.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { plainServer } from "../harness/plain_server.mjs";
import { haproxy } from "../harness/proxies.mjs";
import { documented, pair } from "./documented.mjs";
import { NUMBERS, goOn, listen } from "./numbers.mjs";
import { QUIET, atOnce, clients, everywhere, unbroken } from "./support.mjs";

const { skip } = haproxy;

/** One that listens for each of the servers, with what stands in `settings`. */
const simple = ({ url }, settings, timeout = "1m") => `
  defaults
    mode http
    timeout connect 5s
    timeout client ${timeout}
    timeout server ${timeout}
  listen web
    bind 127.0.0.1:PORT
    ${settings}
    server a ${url.slice("http://".length)}`;

const COMPRESSION = "filter compression\n    compression algo gzip\n    compression type text/event-stream";

for (const [name, settings] of Object.entries({
  "as HAProxy comes": "",
  "option http-no-delay": "option http-no-delay",
  "compression of event streams": COMPRESSION,
})) {
  test(`HAProxy, ${name}: every event arrives at once`, { skip }, async (t) => {
    const backend = await peersServer(t, ...QUIET);
    const proxy = await haproxy.start(t, simple(backend, settings));
    for (const [name, start] of Object.entries(clients(t, proxy))) {
      await t.test(name, async () => {
        const listener = start();
        await atOnce(backend, listener);
        if (listener.header) assert.equal(listener.header("content-encoding"), undefined);
        await listener.close();
      });
    }
  });
}

test("HAProxy compresses a server without our headers, and holds the event back", { skip }, async (t) => {
  const plain = await plainServer(t);
  const proxy = await haproxy.start(t, simple(plain, `option http-no-delay\n    ${COMPRESSION}`));
  const held = curl(t, `${proxy.url}/`, "--compressed");
  const direct = curl(t, plain.url);
  const other = curl(t, `${proxy.url}/`);
  await eventually("all listen", () => plain.open() === 3);
  plain.publish(1);
  await Promise.all([received(direct, 1), received(other, 1)]);
  assert.deepEqual(held.events(), []);
  plain.end();
  await received(held, 1);
  assert.equal(held.header("content-encoding"), "gzip");
});

test("HAProxy without http-no-delay lets events wait that others have already", { skip }, async (t) => {
  const backend = await peersServer(t, ...QUIET);
  const by = async (settings) => (await haproxy.start(t, simple(backend, settings))).url;
  const slow = curl(t, `${await by("")}/user/signedup`);
  const fast = curl(t, `${await by("option http-no-delay")}/user/signedup`);
  await Promise.all([opened(slow), opened(fast)]);
  for (let number = 1, waited = 0; waited < 3; number++) {
    assert.ok(number < 50, "it waits for nothing");
    await backend.publish("user", { email: "a@example.com" });
    await received(fast, number);
    if (slow.events().length < number) waited += 1;
    await received(slow, number);
  }
});

test("heartbeats keep silent streams open past HAProxy's timeouts; others are cut", { skip }, async (t) => {
  const beating = await peersServer(t, "--heartbeat", "200");
  const silent = await peersServer(t, ...QUIET, "--every", "600000", "--retry", "100");
  const [kept, cut] = [
    await haproxy.start(t, simple(beating, "", "1s")),
    await haproxy.start(t, simple(silent, "", "1s")),
  ];
  const url = `${kept.url}/user/signedup`;
  const listeners = [eventsource(t, url), undici(t, url), ours(t, "user", kept.url)];
  await Promise.all(listeners.map((listener) => opened(listener)));
  // One number for each connection, and a second between them.
  await unbroken(ours(t, "number", cut.url), 4);
  await unbroken(eventsource(t, `${cut.url}/numbers`), 4);
  assert.deepEqual(await beating.streams(), { open: listeners.length, closed: [] });
});

/** Whoever listens leaves, one after the other; each time the server has one stream less. */
async function leave(t, backend, proxy) {
  const url = `${proxy.url}/user/signedup`;
  const all = [curl(t, url), eventsource(t, url), undici(t, url), ours(t, "user", proxy.url)];
  if (!browser.skip) all.push(await chromium(await browser.open(t, `${proxy.url}/streams`), url));
  await Promise.all(all.map((client) => opened(client)));
  for (const client of all) {
    const before = (await backend.streams()).open;
    await client.close();
    await backend.listeners(before - 1);
  }
}

test("a listener that leaves HAProxy ends the handler with the next heartbeat", { skip }, async (t) => {
  const backend = await peersServer(t, "--heartbeat", "200");
  await leave(t, backend, await haproxy.start(t, simple(backend, "")));
});

test("HAProxy as documented: a listener that leaves ends the handler at once", { skip }, async (t) => {
  const { servers, proxy } = await asDocumented(t, ...QUIET);
  await servers[1].kill();
  await leave(t, servers[0], proxy);
});

/** The HAProxy of the documentation, with its two servers. */
async function asDocumented(t, ...args) {
  const { servers, fill } = await pair(t, ...args);
  const configuration = fill(documented("haproxy"))
    .replace("bind :80", "bind 127.0.0.1:PORT")
    .replace("/etc/haproxy/", "FOLDER/");
  const files = { "again.http": documented("http") };
  return { servers, proxy: await haproxy.start(t, configuration, { files }) };
}

test("HAProxy as documented: every event arrives at once", { skip }, async (t) => {
  const { servers, proxy } = await asDocumented(t, ...QUIET);
  for (const [name, start] of Object.entries(clients(t, proxy))) {
    // curl asks for anything, and is sent to the other backend.
    await t.test(name, async () => {
      const listener = start();
      await atOnce(everywhere(servers), listener, { ids: false });
      await listener.close();
    });
  }
});

test("HAProxy as documented: one server is killed, then both; nothing is lost", { skip }, async (t) => {
  const { servers, proxy } = await asDocumented(t, ...NUMBERS);
  const listeners = await listen(t, proxy);
  await servers[0].kill();
  await servers[1].listeners(listeners.length);
  for (const listener of listeners) await unbroken(listener, (await listener.events()).length + 3);

  await servers[1].kill();
  for (const listener of listeners) await opened(listener, (await listener.opens()) + 1);
  const other = await fetch(`${proxy.url}/streams`);
  assert.equal(other.status, 503, "a client that wants no stream is told the truth");
  await servers[1].start();
  await goOn(listeners);
});
