// What a hub keeps for a page, and what it says when it has kept nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, refused, skip } from "../harness/browser.mjs";
import { CONNECTING, failed, heard, listen } from "../harness/event_source.mjs";
import { eventually } from "../harness/eventually.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { relay } from "../harness/relay.mjs";

const names = ["note", "gap"];

test("a page gets what was published while it was offline, once and in order", { skip }, async (t) => {
  const server = await peersServer(t);
  const network = await relay(t, server.url);
  const page = await open(t, network.url, { expected: refused });
  const source = await listen(page, `${network.url}/events/ada`, { names });
  await server.listeners(1);
  const texts = Array.from({ length: 10 }, (_, index) => `note ${index}`);
  const publish = async (from, to) => {
    for (const text of texts.slice(from, to)) await server.publish("note/ada", { text });
  };
  await publish(0, 3);
  await heard(page, source, 3);
  network.cut();
  await failed(page, source, CONNECTING);
  await eventually("the server notices", async () => (await server.streams()).open === 0);
  await publish(3, 8);
  network.mend();
  await heard(page, source, 8);
  await publish(8, 10);
  const events = await heard(page, source, 10);
  const got = events.map(({ type, data }) => [type, JSON.parse(data).text]);
  assert.deepEqual(got, texts.map((text) => ["note", text]));
  assert.deepEqual(page.problems(), []);
});

test("s11: after a restart that forgot everything the page hears of the gap", { skip }, async (t) => {
  const server = await peersServer(t);
  const page = await open(t, server.url, { expected: refused });
  const source = await listen(page, `${server.url}/events/ada`, { names });
  await server.listeners(1);
  const before = await server.publish("note/ada", { text: "before" });
  await heard(page, source, 1);
  await server.kill();
  await failed(page, source, CONNECTING);
  await server.start();
  await server.listeners(1);
  const after = await server.publish("note/ada", { text: "after" });
  const events = await heard(page, source, 3);
  // A gap has no id of its own: it is that of the last event still.
  assert.deepEqual(events.map(({ type, data, id }) => [type, JSON.parse(data), id]), [
    ["note", { text: "before" }, before],
    ["gap", { reason: "unknown", last_event_id: before }, before],
    ["note", { text: "after" }, after],
  ]);
  assert.deepEqual(page.problems(), []);
});
