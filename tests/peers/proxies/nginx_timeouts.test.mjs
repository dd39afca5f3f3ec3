// nginx cuts what is silent for too long, and tells the server when a listener has left.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as browser from "../harness/browser.mjs";
import { eventually } from "../harness/eventually.mjs";
import { chromium, curl, eventsource, opened, ours, received, undici } from "../harness/listeners.mjs";
import { Nginx, skip } from "../harness/nginx.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { QUIET, TLS, behind, unbroken } from "./support.mjs";

const SECOND = "proxy_read_timeout 1s;";

test("heartbeats keep silent streams open past proxy_read_timeout; others are cut", { skip }, async (t) => {
  const [beating, silent] = [await peersServer(t, "--heartbeat", "200"), await peersServer(t, ...QUIET)];
  const nginx = await Nginx.start(t, `server {
    listen PORT;
    ${SECOND}
    location / { proxy_pass ${beating.url}; }
    location /silent/ { proxy_pass ${silent.url}/; }
  }`);
  const url = `${nginx.url}/user/signedup`;
  const kept = [curl(t, url), eventsource(t, url), undici(t, url), ours(t, "user", nginx.url)];
  await Promise.all(kept.map((listener) => opened(listener)));
  // Three times a second without a byte.
  await opened(ours(t, "user", `${nginx.url}/silent`), 4);
  assert.deepEqual(await beating.streams(), { open: kept.length, closed: [] });
  await beating.publish("user", { email: "a@example.com" });
  for (const listener of kept) {
    await received(listener, 1);
    // curl counts the heartbeats.
    if (listener.name !== "curl") assert.equal(listener.opens(), 1, listener.name);
  }
});

test("a stream that is cut again and again loses nothing", { skip }, async (t) => {
  // One number, then silence: each further number needs a connection of its own.
  const { nginx } = await behind(t, SECOND, { server: [...QUIET, "--every", "600000", "--retry", "100"] });
  const url = `${nginx.url}/numbers`;
  const listeners = [eventsource(t, url), undici(t, url), ours(t, "number", nginx.url)];
  if (!browser.skip) listeners.push(await chromium(await browser.open(t, `${nginx.url}/streams`), url));
  for (const listener of listeners) {
    await unbroken(listener, 5);
    assert.ok((await listener.opens()) >= 5, listener.name);
  }
});

test("streams that end by their longest lifetime go on without loss", { skip }, async (t) => {
  const server = [...QUIET, "--every", "20", "--retry", "100", "--max-lifetime", "400"];
  const { backend, nginx } = await behind(t, "", { server });
  const url = `${nginx.url}/numbers`;
  for (const listener of [eventsource(t, url), undici(t, url), ours(t, "number", nginx.url)]) {
    await opened(listener, 4);
    await unbroken(listener, 40);
  }
  assert.deepEqual([...new Set((await backend.streams()).closed)], ["Lifetime"]);
});

test("a listener that leaves nginx ends the handler at the server", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, "");
  const url = `${nginx.url}/user/signedup`;
  const clients = [curl(t, url), eventsource(t, url), undici(t, url), ours(t, "user", nginx.url)];
  if (!browser.skip) clients.push(await chromium(await browser.open(t, `${nginx.url}/streams`), url));
  await Promise.all(clients.map((client) => opened(client)));
  await backend.listeners(clients.length);
  for (const client of clients) {
    const before = (await backend.streams()).open;
    await client.close();
    await backend.listeners(before - 1);
  }
  assert.deepEqual([...new Set((await backend.streams()).closed)], ["ClientGone"]);
});

test("one stream of many on an HTTP/2 connection leaves alone", { skip: skip || browser.skip }, async (t) => {
  const { backend, nginx } = await behind(t, "", TLS);
  const page = await browser.open(t, `${nginx.url}/streams`, { anyCertificate: true });
  const url = `${nginx.url}/user/signedup`;
  const [stays, leaves] = [await chromium(page, url), await chromium(page, url)];
  await backend.listeners(2);
  await leaves.close();
  await backend.listeners(1);
  await backend.publish("user", { email: "a@example.com" });
  await received(stays, 1);
});

test("nginx, told to ignore that listeners leave, keeps their handlers", { skip }, async (t) => {
  const backend = await peersServer(t, ...QUIET);
  const nginx = await Nginx.start(t, `server {
    listen PORT;
    location / { proxy_pass ${backend.url}; }
    location /ignoring/ { proxy_ignore_client_abort on; proxy_pass ${backend.url}/; }
  }`);
  const forgotten = curl(t, `${nginx.url}/ignoring/user/signedup`);
  const other = curl(t, `${nginx.url}/user/signedup`);
  await Promise.all([opened(forgotten), opened(other)]);
  await forgotten.close();
  await other.close();
  // nginx logs a request when it is done with it.
  await eventually("one is logged", () => nginx.log("access"));
  assert.match(nginx.log("access"), /^\S+ - - \[.*\] "GET \/user\/signedup .*\n$/);
  await backend.listeners(1);
  assert.equal((await backend.streams()).closed.length, 1);
});
