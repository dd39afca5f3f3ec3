// What a page hears of the generated server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, skip } from "../harness/browser.mjs";
import { heard, listen } from "../harness/event_source.mjs";
import { peersServer } from "../harness/peers_server.mjs";

test("a channel with one message comes by onmessage, also between heartbeats", { skip }, async (t) => {
  const server = await peersServer(t, "--heartbeat", "5");
  const page = await open(t, server.url);
  const source = await listen(page, `${server.url}/user/signedup`);
  await server.listeners(1);
  const users = ["Ada", "Zoë 🦀", "李"].map((displayName) => ({ displayName, email: "a@example.com" }));
  const ids = [];
  for (const user of users) {
    ids.push(await server.publish("user", user));
    // There have been heartbeats before each event.
    await heard(page, source, ids.length);
  }
  const events = await heard(page, source, users.length);
  assert.deepEqual(events.map(({ data }) => JSON.parse(data)), users);
  assert.deepEqual(events.map(({ id }) => id), ids);
  assert.deepEqual(await page.evaluate("sources[0].errors"), []);
  assert.deepEqual(page.problems(), []);
});

test("a channel with several messages comes by addEventListener, each by its name", { skip }, async (t) => {
  const server = await peersServer(t);
  const page = await open(t, server.url);
  const user = encodeURIComponent("a b/ü?");
  const names = ["message", "orderShipped", "note"];
  const source = await listen(page, `${server.url}/events/${user}`, { names });
  await server.listeners(1);
  await server.publish(`order/${user}`, { orderId: 7, carrier: "DHL" });
  await server.publish("note/somebody", { text: "for somebody else" });
  await server.publish(`note/${user}`, { text: "hello" });
  const events = await heard(page, source, 2);
  assert.deepEqual(events.map(({ type, data }) => [type, JSON.parse(data)]), [
    ["orderShipped", { orderId: 7, carrier: "DHL" }],
    ["note", { text: "hello" }],
  ]);
  assert.deepEqual(page.problems(), []);
});

test("text arrives as it was sent: lines, blanks, characters of all kinds, 64 KB", { skip }, async (t) => {
  const server = await peersServer(t);
  const page = await open(t, server.url);
  const source = await listen(page, `${server.url}/lines`);
  await server.listeners(1);
  const texts = [
    "", "one\ntwo", "\n", "\n\nthree\n", " a space before, one after ", "data: no field", ": no comment",
    "👩‍👩‍👧 🦀 é e\u0301 李", "\ufeffa byte order mark", "\u2028 and \u0085 end no line", "a\0b",
    "x".repeat(65_536), "é🦀\n".repeat(10_000), "the end",
  ];
  for (const text of texts) await server.publish("line", text);
  // The format knows one end of line.
  await server.publish("line", "CRLF\r\nCR\rLF\n");
  const events = await heard(page, source, texts.length + 1);
  for (const [index, text] of [...texts, "CRLF\nCR\nLF\n"].entries()) {
    assert.equal(events[index].data, text, `text ${index}`);
  }
  assert.deepEqual(page.problems(), []);
});

test("the head is what a browser asks for: the type alone, no cache, no buffers", { skip }, async (t) => {
  const server = await peersServer(t);
  const page = await open(t, server.url);
  const head = await page.evaluate(async (url) => {
    const aborter = new AbortController();
    const response = await fetch(url, { signal: aborter.signal, headers: { accept: "text/event-stream" } });
    aborter.abort();
    return [response.status, ...["content-type", "cache-control", "x-accel-buffering"]
      .map((name) => response.headers.get(name))];
  }, `${server.url}/numbers`);
  assert.deepEqual(head, [200, "text/event-stream", "no-cache, no-transform", "no"]);
  assert.deepEqual(page.problems(), []);
});
