// How a page's stream ends: by close(), or for good because the server says so.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, refused, skip } from "../harness/browser.mjs";
import { CLOSED, CONNECTING, close, failed, heard, listen } from "../harness/event_source.mjs";
import { eventually } from "../harness/eventually.mjs";
import { peersServer } from "../harness/peers_server.mjs";

test("close() ends the handler on the server, and the page hears nothing more", { skip }, async (t) => {
  const server = await peersServer(t);
  const page = await open(t, server.url);
  const source = await listen(page, `${server.url}/numbers`);
  await heard(page, source, 2);
  await close(page, source);
  const { length } = await heard(page, source, 2);
  await eventually("the handler's end", async () => (await server.streams()).closed.length);
  assert.deepEqual(await server.streams(), { open: 0, closed: ["ClientGone"] });

  // Another one hears of it what the first one would have heard.
  await heard(page, await listen(page, `${server.url}/numbers`), length + 3);
  assert.equal((await heard(page, source, 0)).length, length);
  assert.equal((await server.requests("/numbers")).length, 2);
  assert.deepEqual(page.problems(), []);
});

test("a page that is left ends its handlers", { skip }, async (t) => {
  const server = await peersServer(t);
  const page = await open(t, server.url);
  await heard(page, await listen(page, `${server.url}/numbers`), 1);
  await listen(page, `${server.url}/user/signedup`);
  await server.listeners(2);
  await page.goto("about:blank");
  await eventually("the end of both", async () => (await server.streams()).closed.length === 2);
  assert.deepEqual(await server.streams(), { open: 0, closed: ["ClientGone", "ClientGone"] });
});

test("close() while it waits to connect again: it does not connect again", { skip }, async (t) => {
  const server = await peersServer(t, "--retry", "200");
  const page = await open(t, server.url, { expected: refused });
  const closed = await listen(page, `${server.url}/numbers?closed`);
  const kept = await listen(page, `${server.url}/numbers?kept`);
  await Promise.all([heard(page, closed, 1), heard(page, kept, 1)]);
  await server.kill();
  await Promise.all([failed(page, closed, CONNECTING), failed(page, kept, CONNECTING)]);
  await close(page, closed);
  const { length } = await heard(page, kept, 1);
  await server.start();
  // The other one waits as long, and more: it comes back, and stays for several times that.
  await heard(page, kept, length + 20);
  assert.deepEqual(await server.requests("/numbers?closed"), []);
  assert.equal((await server.requests("/numbers?kept")).length, 1);
  assert.deepEqual(page.problems(), []);
});

test("204 ends an EventSource for good", { skip }, async (t) => {
  const server = await peersServer(t, "--until", "3", "--retry", "100");
  const page = await open(t, server.url);
  const rounds = [];
  for (const round of ["/numbers?first", "/numbers?second", "/numbers?third"]) {
    const source = await listen(page, server.url + round);
    // The stream's end is one error, the 204 the other one.
    assert.deepEqual(await failed(page, source, CLOSED), [CONNECTING, CLOSED]);
    assert.equal((await heard(page, source, 3)).length, 3);
    assert.equal(await page.evaluate((source) => window.sources[source].readyState, source), CLOSED);
    rounds.push(round);
  }
  // The later ones have waited to connect again as long as the first one would have, and have done so.
  for (const round of rounds) {
    const ids = (await server.requests(round)).map(({ headers }) => headers["last-event-id"]);
    assert.deepEqual(ids, [undefined, "3"]);
  }
  assert.deepEqual(page.problems(), []);
});
