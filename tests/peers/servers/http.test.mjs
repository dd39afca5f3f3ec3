// What hand-written servers of node's http answer, to the generated client.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { freePort, origin, Program } from "../harness/program.mjs";
import { HEAD, listen, messages, serve } from "./listening.mjs";

const number = (number) => `id: ${number}\ndata: {"number":${number}}\n\n`;

/** A server that answers the requests in turn, and keeps them. */
async function inTurn(t, ...answers) {
  const requests = [];
  const url = await serve(t, (request, response) => {
    requests.push({ ...request.headers, at: Date.now() });
    (answers[requests.length - 1] ?? ((response) => response.writeHead(204).end()))(response);
  });
  return { url, requests };
}

const stream = (text, type = "text/event-stream") => (response) => {
  response.writeHead(200, { "content-type": type }).end(text);
};

test("the request asks for an event stream, plain and fresh", async (t) => {
  const { url, requests } = await inTurn(t);
  await listen(t, "number", url).line(/closed/);
  const { accept, "cache-control": cache, "accept-encoding": encoding, "last-event-id": id } = requests[0];
  assert.deepEqual([accept, cache, encoding, id], ["text/event-stream", "no-cache", undefined, undefined]);
});

test("a server that ends its stream is asked again, with the last id; 204 ends it", async (t) => {
  const { url, requests } = await inTurn(t, stream(number(1) + number(2)), stream(number(3)), stream(""));
  const lines = await listen(t, "number", url, "--last-event-id", "0").json(7);
  const end = "the server ended the stream";
  const seen = lines.map((line) => line.message?.number ?? line.closed ?? line.error.split(" (")[0]);
  assert.deepEqual(seen, [1, 2, end, 3, end, end, true]);
  assert.deepEqual(requests.map((request) => request["last-event-id"]), ["0", "2", "3", "3"]);
});

test("`retry` is waited for", async (t) => {
  const { url, requests } = await inTurn(t, stream(`retry: 700\n\n${number(1)}`));
  await listen(t, "number", url).line(/closed/);
  const waited = requests[1].at - requests[0].at;
  assert.ok(waited >= 700, `${waited} ms`);
});

const TYPES = ["text/event-stream; charset=utf-8", "text/event-stream;charset=UTF-8", "Text/Event-Stream;"];
for (const type of TYPES) {
  test(`content type ${type}`, async (t) => {
    const { url } = await inTurn(t, stream(number(1), type));
    assert.deepEqual(await messages(listen(t, "number", url), 1), [[{ number: 1 }, "1"]]);
  });
}

test("another content type, or status, is an error that says so and ends it", async (t) => {
  const answers = [
    [stream("<h1>Hello</h1>", "text/html"), /content type "text\/html".*Hello/],
    [(response) => response.writeHead(404).end("no such channel"), /404 Not Found.*no such channel/],
    [(response) => response.writeHead(500).end(), /500 Internal Server Error/],
  ];
  for (const [answer, pattern] of answers) {
    const { url, requests } = await inTurn(t, answer);
    const [line, closed] = await listen(t, "number", url).json(2);
    assert.match(line.error, pattern);
    assert.deepEqual([line.fatal, closed, requests.length], [true, { closed: true }, 1]);
  }
});

test("a gzipped stream, which it did not ask for, is an error that says so and ends it", async (t) => {
  const { url } = await inTurn(t, (response) => {
    response.writeHead(200, { ...HEAD, "content-encoding": "gzip" });
    response.write(gzipSync(number(1)));
  });
  const [line, closed] = await listen(t, "number", url).json(2);
  assert.match(line.error, /content encoding "gzip"/);
  assert.deepEqual([line.fatal, closed], [true, { closed: true }]);
});

test("a redirect is followed, and the address that was asked for is asked again", async (t) => {
  const asked = [];
  const url = await serve(t, (request, response) => {
    asked.push(request.url);
    if (request.url === "/numbers") response.writeHead(307, { location: "/elsewhere" }).end();
    else if (asked.length === 2) stream(number(1))(response);
    else response.writeHead(204).end();
  });
  await listen(t, "number", url).line(/closed/);
  assert.deepEqual(asked, ["/numbers", "/elsewhere", "/numbers", "/elsewhere"]);
});

test("a server that was killed and starts again is resumed: no number missing, none twice", async (t) => {
  const port = await freePort();
  const start = async () => {
    const file = new URL("numbers_server.mjs", import.meta.url).pathname;
    const server = Program.other(t, process.execPath, file, `${port}`);
    await origin(server);
    return server;
  };
  let server = await start();
  const client = listen(t, "number", `http://127.0.0.1:${port}`);
  for (const until of [5, 10]) {
    await client.line(new RegExp(`"number":${until}}`));
    await server.kill();
    await client.line(/"fatal":false/, client.lines.length - 1);
    server = await start();
  }
  await client.line(/"number":20}/);
  const lines = client.lines.map((line) => JSON.parse(line));
  const seen = lines.flatMap(({ message }) => message?.number ?? []);
  assert.deepEqual(seen, seen.map((_, i) => i + 1));
  assert.ok(lines.every((line) => line.message || !line.fatal));
});
