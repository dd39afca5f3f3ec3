// Where these clients differ, so that nobody looks for the cause in the server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { clients } from "./adapters.mjs";

const [eventSource, undici, fetchEventSource] = clients;

test("fetch-event-source does not connect again after an end in order", async (t) => {
  const server = await peersServer(t, "--every", "10", "--retry", "30", "--until", "3");
  const listener = fetchEventSource.open(`${server.url}/numbers`, []);
  await eventually("it is closed", () => listener.closed);
  assert.deepEqual([listener.events.length, listener.opens, listener.errors], [3, 1, 0]);
});

test("fetch-event-source loses empty lines at the start of a text", async (t) => {
  const server = await peersServer(t);
  const listeners = clients.map((client) => client.open(`${server.url}/lines`, []));
  t.after(() => listeners.forEach((listener) => listener.close()));
  await server.listeners(3);
  await server.publish("line", "\n\nthree");
  await eventually("all have it", () => listeners.every((listener) => listener.events.length === 1));
  const texts = listeners.map(({ events }) => events[0][1]);
  assert.deepEqual(texts, ["\n\nthree", "\n\nthree", "three"]);
});

for (const client of [eventSource, undici]) {
  test(`${client.name} connects again after an end in order, and 204 ends it for good`, async (t) => {
    const server = await peersServer(t, "--every", "10", "--retry", "30", "--until", "3");
    const listener = client.open(`${server.url}/numbers`, []);
    await eventually("it is closed", () => listener.closed);
    assert.deepEqual([listener.events.length, listener.opens], [3, 1]);
    assert.equal(listener.errors, 2, "one for the end, one for 204");
  });
}
