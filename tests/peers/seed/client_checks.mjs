// The seed's TypeScript client against the generated server, and against axum's own event streams.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { Program, origin } from "../harness/program.mjs";
import { Witness } from "../harness/witness.mjs";
import { implementations } from "./implementations.mjs";

/** What a message is on the wire: an object of the seed's has a method for that. */
const plain = (message) => JSON.parse(message?.marshal?.() ?? JSON.stringify(message));

/** Listens until the test ends. */
function listen(t, channel, baseUrl, parameters, options) {
  const listener = { messages: [], errors: [], closes: 0 };
  listener.close = channel.listen({
    callback: ({ error, messageEvent }) => {
      if (error) listener.errors.push(error.message);
      else listener.messages.push(plain(messageEvent));
    },
    parameters,
    options: { baseUrl, onClose: () => (listener.closes += 1), ...options },
  });
  t.after(() => listener.close());
  return listener;
}

const messages = (listener, count) =>
  eventually(`${count} messages`, () => listener.messages.length >= count && listener.messages);

for (const { name, skip, users, notifications, numbers, lines } of implementations) {
  describe(`the seed's client, ${name}`, { skip }, () => {
    test("gets every event of one message, over heartbeats every 20 ms, on one connection", async (t) => {
      const server = await peersServer(t, "--heartbeat", "20");
      const witness = await Witness.of(t, `${server.url}/user/signedup`);
      const listener = listen(t, users, server.url);
      await server.listeners(2);
      const sent = [];
      for (const displayName of ["Ann", "Bo 😀", "Cy\nD"]) {
        await witness.comments(10);
        sent.push({ displayName, email: "a@example.com" });
        await server.publish("user", sent.at(-1));
      }
      assert.deepEqual(await messages(listener, 3), sent);
      assert.deepEqual([listener.errors, listener.closes], [[], 0]);
      assert.deepEqual(await server.streams(), { open: 2, closed: [] });
    });

    test("gets every event of several messages, over heartbeats, but not which message it is", async (t) => {
      const server = await peersServer(t, "--heartbeat", "20");
      const witness = await Witness.of(t, `${server.url}/events/7`);
      const listener = listen(t, notifications, server.url, { userId: "7" });
      await server.listeners(2);
      await server.publish("note/7", { text: "hi" });
      await witness.comments(5);
      await server.publish("order/7", { orderId: 3, carrier: "post" });
      const sent = [{ text: "hi" }, { orderId: 3, carrier: "post" }];
      assert.deepEqual(await messages(listener, 2), sent);
      assert.deepEqual((await server.streams()).closed, []);
    });

    test("obeys `retry` and resumes after two crashes: no number missing, none twice", async (t) => {
      const server = await peersServer(t, "--heartbeat", "20", "--every", "10", "--retry", "30");
      const listener = listen(t, numbers, server.url);
      for (const crash of [1, 2]) {
        const seen = (await messages(listener, listener.messages.length + 7)).length;
        await server.kill();
        await eventually("the loss is told", () => listener.closes >= crash);
        await server.start();
        await messages(listener, seen + 7);
      }
      assert.deepEqual(listener.messages, listener.messages.map((_, i) => ({ number: i + 1 })));
    });

    test("is told of an end in order, and does not come back", async (t) => {
      const server = await peersServer(t, "--every", "5", "--retry", "5", "--until", "3");
      const listener = listen(t, numbers, server.url);
      await eventually("the end", () => listener.closes === 1);
      assert.deepEqual(listener.messages.length, 3);
      assert.deepEqual((await server.streams()).closed.length, 1);
    });

    test("ends the handler on the server when it is cleaned up", async (t) => {
      const server = await peersServer(t);
      const listener = listen(t, numbers, server.url);
      await messages(listener, 1);
      listener.close();
      await server.listeners(0);
      assert.deepEqual((await server.streams()).closed, ["ClientGone"]);
    });

    test("reads text/plain as JSON: other text costs it the connection", async (t) => {
      const server = await peersServer(t);
      const listener = listen(t, lines, server.url);
      await server.listeners(1);
      await server.publish("line", '"JSON by chance"');
      assert.deepEqual(await messages(listener, 1), ["JSON by chance"]);
      await server.publish("line", "text");
      // It connects again, and leaves the first connection as it is.
      await server.listeners(2);
      assert.deepEqual([listener.messages.length, listener.closes], [1, 1]);
    });

    test("against axum's own `Sse` with keep-alive: it connects for ever and gets no event", async (t) => {
      const axum = Program.ours(t, "peers-axum", "--keep-alive", "20", "--every", "200");
      const listener = listen(t, numbers, await origin(axum));
      await eventually("three connections", () => axum.lines.length >= 4);
      listener.close();
      assert.deepEqual([listener.messages, listener.closes >= 2], [[], true]);
    });

    test("against axum's own `Sse` with a `retry` of its own: the same, as fast as that says", async (t) => {
      const axum = Program.ours(t, "peers-axum", "--keep-alive", "10000", "--every", "200", "--retry", "20");
      const listener = listen(t, numbers, await origin(axum));
      await eventually("ten connections", () => axum.lines.length >= 11);
      listener.close();
      assert.deepEqual([listener.messages, listener.closes >= 9], [[], true]);
    });
  });
}
