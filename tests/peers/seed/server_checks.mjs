// The seed's Express server, to the generated client.

import express, { Router } from "express";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { freePort, origin, Program } from "../harness/program.mjs";
import { implementations } from "./implementations.mjs";

/** What `sendEvent` takes: an object of the seed's has this method. */
const message = (value) => ({ ...value, marshal: () => JSON.stringify(value) });

/** Serves a channel until the test ends; `conversations` are the connections to it so far. */
async function serve(t, { register }, callback = () => {}) {
  const conversations = [];
  const router = Router();
  register({
    router,
    callback: (request, response, next, ...rest) => {
      const conversation = { response, parameters: rest.at(-2), send: rest.at(-1), gone: false };
      response.on("close", () => (conversation.gone = true));
      conversations.push(conversation);
      return callback(conversation);
    },
  });
  const server = createServer(express().use(router)).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const conversation = (count) => eventually(`${count} connections`, () => conversations[count - 1]);
  return { url: `http://127.0.0.1:${server.address().port}`, conversation };
}

const listen = (t, ...args) => Program.ours(t, "peers-client", ...args);

for (const [index, { name, skip, users, notifications, numbers, lines }] of implementations.entries()) {
  describe(`the seed's server, ${name}`, { skip }, () => {
    test("every event of one message arrives, its name being the route", async (t) => {
      const server = await serve(t, users);
      const client = listen(t, "user", server.url);
      const { send } = await server.conversation(1);
      const sent = [{ displayName: "Ann" }, { email: "b@example.com" }, { displayName: "😀\n\r\u2028" }];
      for (const user of sent) send(message(user));
      const expected = sent.map((message) => ({ message, id: null }));
      assert.deepEqual(await client.json(3), expected);
    });

    test("several messages arrive, though all have one name: what fits is taken", async (t) => {
      const server = await serve(t, notifications);
      const client = listen(t, "notifications/7", server.url);
      const { send, parameters } = await server.conversation(1);
      assert.equal(parameters.userId, "7");
      send(message({ text: "hi" }));
      send(message({ orderId: 3, carrier: "post" }));
      send(message({ text: "" }));
      assert.deepEqual((await client.json(3)).map(({ message }) => message), [
        { note: { text: "hi" } },
        { orderShipped: { orderId: 3, carrier: "post" } },
        { note: { text: "" } },
      ]);
    });

    test("a parameter arrives percent-encoded, and stays so there", async (t) => {
      const server = await serve(t, notifications, ({ send }) => send(message({ text: "hi" })));
      const client = listen(t, "notifications/a/b é?", server.url);
      assert.equal((await server.conversation(1)).parameters.userId, "a%2Fb%20%C3%A9%3F");
      assert.deepEqual((await client.json(1))[0].message, { note: { text: "hi" } });
    });

    test("a parameter with a dot ends its process, and our client says that nobody is there", async (t) => {
      const port = await freePort();
      const program = new URL("program.mjs", import.meta.url).pathname;
      const server = Program.other(t, process.execPath, program, `${index}`, `${port}`);
      await origin(server);
      const client = listen(t, "notifications/a.b", `http://127.0.0.1:${port}`);
      const { error, fatal } = (await client.json(1))[0];
      assert.match(error, /the connection failed/);
      assert.equal(fatal, false);
      await eventually("its end", () => server.exit);
    });

    test("an event that does not fit is an error that ends nothing", async (t) => {
      const server = await serve(t, numbers, ({ send }) => {
        for (const number of [1, 0, "two", 3]) send(message({ number }));
      });
      const lines = await listen(t, "number", server.url).json(4);
      assert.deepEqual(lines.map((line) => line.message?.number ?? line.fatal), [1, false, false, 3]);
    });

    test("text/plain: it sends JSON, so the quotes are part of the text", async (t) => {
      const server = await serve(t, lines, ({ send }) => send("a\nb"));
      assert.deepEqual(await listen(t, "line", server.url).json(1), [{ message: '"a\\nb"', id: null }]);
    });

    test("it sends neither head nor heartbeat before an event: `idle_timeout(None)` waits", async (t) => {
      const server = await serve(t, numbers);
      const patient = listen(t, "number", server.url, "--idle", "0");
      const { send } = await server.conversation(1);
      // For an idle timeout that is too short there is nothing to tell such a server from a dead one.
      const impatient = listen(t, "number", server.url, "--idle", "100");
      await impatient.line(/nothing came for 0\.1 s/);
      await server.conversation(3);
      send(message({ number: 1 }));
      assert.deepEqual(await patient.json(1), [{ message: { number: 1 }, id: null }]);
    });

    test("by default nothing is given up while the head is late", async (t) => {
      const server = await serve(t, numbers);
      const client = listen(t, "number", server.url);
      const { send } = await server.conversation(1);
      const impatient = listen(t, "number", server.url, "--idle", "500");
      await impatient.line(/nothing came for 0\.5 s/);
      send(message({ number: 1 }));
      assert.deepEqual(await client.json(1), [{ message: { number: 1 }, id: null }]);
    });

    test("an end in order is a reason to connect again", async (t) => {
      const server = await serve(t, numbers, ({ send, response }) => {
        send(message({ number: 1 }));
        response.end();
      });
      const client = listen(t, "number", server.url);
      await server.conversation(3);
      const lines = await client.json(4);
      assert.deepEqual(lines.map((line) => line.message?.number ?? line.fatal), [1, false, 1, false]);
    });

    test("a client that leaves is seen by the response that closes", async (t) => {
      const server = await serve(t, numbers, ({ send }) => send(message({ number: 1 })));
      const client = listen(t, "number", server.url);
      await client.json(1);
      await client.kill();
      const conversation = await server.conversation(1);
      await eventually("the response closes", () => conversation.gone);
    });
  });
}
