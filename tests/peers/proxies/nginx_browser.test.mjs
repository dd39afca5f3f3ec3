// A browser, nginx, and the generated server.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as browser from "../harness/browser.mjs";
import { eventually } from "../harness/eventually.mjs";
import { chromium, curl, opened, received } from "../harness/listeners.mjs";
import * as nginxes from "../harness/nginx.mjs";
import { GZIP, TLS, atOnce, behind } from "./support.mjs";

const skip = nginxes.skip || browser.skip;

test("nginx, gzip, HTTP/1.1, Chromium: every event arrives at once", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, GZIP);
  const page = await browser.open(t, `${nginx.url}/streams`);
  const response = page.waitForResponse(/signedup/);
  await atOnce(backend, await chromium(page, `${nginx.url}/user/signedup`));
  assert.equal((await (await response).allHeaders())["content-encoding"], "gzip");
});

test("nginx, gzip, HTTP/2, curl: every event arrives at once", { skip: nginxes.skip }, async (t) => {
  const { backend, nginx } = await behind(t, GZIP, TLS);
  const listener = curl(t, `${nginx.url}/user/signedup`, "--http2", "--compressed");
  await atOnce(backend, listener);
  assert.match(listener.lines()[0], /^HTTP\/2 200/);
  assert.equal(listener.header("content-encoding"), "gzip");
});

test("nginx, gzip, HTTP/2, Chromium: every event arrives at once", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, GZIP, TLS);
  const page = await browser.open(t, `${nginx.url}/streams`, { anyCertificate: true });
  await atOnce(backend, await chromium(page, `${nginx.url}/user/signedup`));
  const protocol = () => performance.getEntriesByType("navigation")[0].nextHopProtocol;
  assert.equal(await page.evaluate(protocol), "h2");
});

/** Seven streams to the same server: browsers open six connections over HTTP/1.1. */
const seven = (page, { url }) =>
  Promise.all(Array.from({ length: 7 }, () => chromium(page, `${url}/user/signedup`)));

test("nginx, HTTP/1.1: a browser's seventh stream waits until another is closed", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, "");
  const page = await browser.open(t, `${nginx.url}/streams`);
  const sources = await seven(page, nginx);
  const opens = async () => (await Promise.all(sources.map((source) => source.opens())));
  await eventually("six are open", async () => (await opens()).filter(Boolean).length === 6);
  // All six have an event, and the seventh is still nothing but a wish.
  await backend.publish("user", { email: "a@example.com" });
  const waiting = (await opens()).indexOf(0);
  await Promise.all(sources.filter((_, index) => index !== waiting).map((source) => received(source, 1)));
  assert.equal((await backend.streams()).open, 6);
  await sources[waiting === 0 ? 1 : 0].close();
  await opened(sources[waiting]);
});

test("nginx, HTTP/2: a browser opens more than six streams", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, "", TLS);
  const page = await browser.open(t, `${nginx.url}/streams`, { anyCertificate: true });
  const sources = await seven(page, nginx);
  await Promise.all(sources.map((source) => opened(source)));
  await backend.listeners(7);
});
