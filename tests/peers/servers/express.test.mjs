// Servers that people write with express 4 and the packages beside it, to the generated client.

import { createSession } from "better-sse";
import compression from "compression";
import { encode, encodeComment } from "eventsource-encoder";
import express from "express";
import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { Witness } from "../harness/witness.mjs";
import { HEAD, listen, messages, serve } from "./listening.mjs";

/** An application whose streams the test writes to, one of them at a time. */
async function application(t, ...middleware) {
  const app = express();
  for (const each of middleware) app.use(each);
  const served = { streams: [], gone: 0 };
  app.get("/events/:user", (request, response) => {
    response.on("close", () => (served.gone += 1));
    response.writeHead(200, HEAD);
    served.streams.push(response);
  });
  served.url = await serve(t, app);
  served.stream = (count) => eventually(`${count} streams`, () => served.streams[count - 1]);
  return served;
}

const note = (text) => ({ note: { text } });

for (const [how, middleware] of [["without", []], ["with", [compression({ threshold: 0 })]]]) {
  test(`express ${how} compression: each event at once, and whoever leaves is seen to`, async (t) => {
    const served = await application(t, ...middleware);
    const client = listen(t, "notifications/7", served.url);
    const stream = await served.stream(1);
    for (const count of [1, 2, 3]) {
      stream.write(`event: note\nid: ${count}\ndata: {"text":"${count}"}\n\n`);
      // The next one is not written before this one is here.
      assert.deepEqual((await messages(client, count))[count - 1], [note(`${count}`), `${count}`]);
    }
    assert.equal(stream.getHeader("content-encoding"), undefined);
    await client.kill();
    await eventually("the server sees it", () => served.gone === 1);
  });
}

test("express with compression holds events back from those who accept gzip: ours does not", async (t) => {
  const served = await application(t, compression({ threshold: 0 }));
  const request = get(`${served.url}/events/7`, { headers: { "accept-encoding": "gzip" } });
  t.after(() => request.destroy());
  const held = once(request, "response");
  const gzip = await served.stream(1);
  const client = listen(t, "notifications/7", served.url);
  const plain = await served.stream(2);
  let came = 0;
  held.then(([response]) => response.on("data", (chunk) => (came += chunk.length)).on("error", () => {}));
  for (const count of [1, 2, 3]) {
    for (const stream of [gzip, plain]) stream.write('event: note\ndata: {"text":"now"}\n\n');
    await client.json(count);
  }
  assert.equal(gzip.getHeader("content-encoding"), "gzip");
  // Of gzip no more than its own head has come, until it is told to let go.
  assert.ok(came <= 10, `${came} bytes`);
  gzip.flush();
  await eventually("the events", () => came > 10);
});

test("eventsource-encoder: what npm's eventsource is tested with", async (t) => {
  const served = await application(t);
  const client = listen(t, "notifications/7", served.url);
  const stream = await served.stream(1);
  stream.write(encodeComment("keep-alive\nover two lines"));
  stream.write(encode({ retry: 50 }));
  stream.write(encode({ id: "a", event: "note", data: '{"text":"one"}' }));
  stream.write(encode({ event: "orderShipped", data: '{\n  "orderId": 2\r\n}' }));
  stream.end(encode({ id: 3, data: '{"text":"three"}', retry: 60 }));
  const expected = [[note("one"), "a"], [{ orderShipped: { orderId: 2 } }, "a"], [note("three"), "3"]];
  assert.deepEqual(await messages(client, 3), expected);
  await served.stream(2);
  assert.equal(served.streams[1].req.headers["last-event-id"], "3");
});

test("better-sse: sessions with keep-alives every 20 ms and `retry`", async (t) => {
  const sessions = [];
  const app = express();
  app.get("/events/:user", async (request, response) => {
    sessions.push(await createSession(request, response, { keepAlive: 20, retry: 150 }));
  });
  const url = await serve(t, app);
  const client = listen(t, "notifications/7", url);
  const session = await eventually("a session", () => sessions[0]);
  const witness = await Witness.of(t, `${url}/events/7`);
  await witness.comments(10);
  session.push({ text: "one" }, "note", "a");
  session.push({ orderId: 2, carrier: "post\nbox" }, "orderShipped", "b");
  // Its default name is `message`, which is none of the channel's: what fits is taken.
  session.push({ text: "three" }, undefined, "c");
  assert.deepEqual(await messages(client, 3), [
    [note("one"), "a"],
    [{ orderShipped: { orderId: 2, carrier: "post\nbox" } }, "b"],
    [note("three"), "c"],
  ]);
  await client.kill();
  await eventually("the session ends", () => !session.isConnected);
});
