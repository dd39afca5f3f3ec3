// What every client of node must see of the generated server: the same checks for each.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { describe, test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { clients } from "./adapters.mjs";
import { Witness } from "../harness/witness.mjs";

/** A listener that ends with the test, once its stream is open. */
async function listen(t, client, server, path, ...names) {
  const before = (await server.streams()).open;
  const listener = client.open(`${server.url}/${path}`, names);
  t.after(() => listener.close());
  await server.listeners(before + 1);
  return listener;
}

const events = (listener, count) =>
  eventually(`${count} events`, () => listener.events.length >= count && listener.events);

/** Nothing but what was asked for: one connection, never broken. */
function assertUnbroken(listener) {
  assert.deepEqual([listener.opens, listener.errors, listener.closed], [1, 0, false]);
}

for (const client of clients) {
  describe(client.name, () => {
    test("events of a channel with one message come without a name, in order, with their ids", async (t) => {
      const server = await peersServer(t);
      const listener = await listen(t, client, server, "user/signedup");
      const sent = [];
      for (const email of ["a@example.com", "b@example.com", "c@example.com"]) {
        const id = await server.publish("user", { email, displayName: "😀 \u2028 \\\"" });
        sent.push(["message", JSON.stringify({ displayName: "😀 \u2028 \\\"", email }), id]);
      }
      const seen = await events(listener, 3);
      assert.deepEqual(seen, sent);
      assertUnbroken(listener);
    });

    test("events of a channel with several messages come by name, for one parameter", async (t) => {
      const server = await peersServer(t);
      const user = encodeURIComponent("jörg/ø 7");
      const listener = await listen(t, client, server, `events/${user}`, "note", "orderShipped");
      await server.publish("note/another", { text: "not for us" });
      const sent = [
        ["note", '{"text":"hello"}', await server.publish(`note/${user}`, { text: "hello" })],
        ["orderShipped", '{"orderId":7}', await server.publish(`order/${user}`, { orderId: 7 })],
        ["note", '{"text":""}', await server.publish(`note/${user}`, { text: "" })],
      ];
      assert.deepEqual(await events(listener, 3), sent);
      assertUnbroken(listener);
    });

    test("text comes as it was sent: several lines, none, any character", async (t) => {
      const server = await peersServer(t);
      const listener = await listen(t, client, server, "lines");
      const odd = "\ud83d\ude80 \u2029 \ufeff \0 \t";
      const texts = ["one", "one\ntwo\n\nfour\n", "", " spaces  ", ":colon", odd, "data: x"];
      for (const text of texts) await server.publish("line", text);
      assert.deepEqual((await events(listener, texts.length)).map(([, data]) => data), texts);
      assertUnbroken(listener);
    });

    test("an end of line of any kind comes as LF", async (t) => {
      const server = await peersServer(t);
      const listener = await listen(t, client, server, "lines");
      await server.publish("line", "a\r\nb\rc\nd");
      assert.deepEqual((await events(listener, 1))[0][1], "a\nb\nc\nd");
    });

    test("heartbeats every 20 ms are no messages, and break nothing", async (t) => {
      const server = await peersServer(t, "--heartbeat", "20");
      const witness = await Witness.of(t, `${server.url}/lines`);
      const listener = await listen(t, client, server, "lines");
      const lines = ["first", "second", "third", "last"];
      for (const line of lines) {
        await witness.comments(10);
        await server.publish("line", line);
      }
      assert.deepEqual((await events(listener, 4)).map(([, data]) => data), lines);
      assertUnbroken(listener);
    });

    test("a server that was killed and starts again is resumed: no number missing, none twice", async (t) => {
      const server = await peersServer(t, "--every", "10", "--retry", "30", "--heartbeat", "20");
      const listener = await listen(t, client, server, "numbers");
      for (const crash of [1, 2]) {
        const seen = (await events(listener, listener.events.length + 7)).length;
        await server.kill();
        await eventually("the loss is noticed", () => listener.errors > 0);
        await server.start();
        await events(listener, seen + 7);
        assert.equal(listener.opens, 1 + crash);
      }
      const expected = listener.events.map((_, i) => ["message", `{"number":${i + 1}}`, `${i + 1}`]);
      assert.deepEqual(listener.events, expected);
    });

    test("it waits as long as `retry` says, not as long as it would by itself", async (t) => {
      const server = await peersServer(t, "--every", "10", "--retry", "30");
      const listener = await listen(t, client, server, "numbers");
      await events(listener, 2);
      await server.kill();
      // In its place one that hangs up, five times.
      const port = new URL(server.url).port;
      const attempts = [];
      const refusing = createServer(({ headers, socket }) => {
        attempts.push([Date.now(), headers["last-event-id"]]);
        socket.destroy();
      }).listen(port, "127.0.0.1");
      t.after(() => refusing.close());
      await once(refusing, "listening");
      await eventually("five attempts", () => attempts.length >= 5);
      listener.close();
      const took = attempts[4][0] - attempts[0][0];
      assert.ok(took < client.patience, `four waits took ${took} ms`);
      const { length } = listener.events;
      assert.deepEqual(attempts.map(([, id]) => id), attempts.map(() => `${length}`));
    });

    const end = client.ends204 ? "ends it for good" : "makes it ask for ever";
    test(`204 to its first request ${end}`, async (t) => {
      const server = await peersServer(t, "--until", "5");
      const listener = client.open(`${server.url}/numbers?last_event_id=5`, []);
      t.after(() => listener.close());
      await eventually("the answer is seen", () => listener.errors >= (client.ends204 ? 1 : 3));
      assert.deepEqual([listener.closed, listener.opens, listener.events.length], [client.ends204, 0, 0]);
    });

    test("close() ends the handler on the server", async (t) => {
      const server = await peersServer(t, "--every", "10");
      const listener = await listen(t, client, server, "numbers");
      await events(listener, 1);
      listener.close();
      await server.listeners(0);
      assert.deepEqual((await server.streams()).closed, ["ClientGone"]);
      await eventually("it is closed", () => listener.closed);
    });
  });
}
