// Streams as hand-written servers write them, to the generated client: whole, and a byte at a time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HEAD, listen, messages, serve, write } from "./listening.mjs";

const CASES = [
  ["fields in any order", 'data: {"number":1}\nid: a\nevent: number\n\nid: b\ndata: {"number":2}\n\n',
    [[1, "a"], [2, "b"]]],
  ["CRLF", 'id: a\r\ndata: {"number":1}\r\n\r\ndata: {"number":2}\r\n\r\n', [[1, "a"], [2, "a"]]],
  ["CR", 'id: a\rdata: {"number":1}\r\rdata: {"number":2}\r\r', [[1, "a"], [2, "a"]]],
  ["all ends of line, mixed", 'id: a\rdata: {"number":1}\n\r\nid: b\r\ndata: {"number":2}\r\r',
    [[1, "a"], [2, "b"]]],
  ["a BOM", '\ufeffdata: {"number":1}\n\n', [[1, null]]],
  ["comments",
    ': hello\n\n:\n\ndata: {"number":1}\n: in the middle\nid: a\n\n:\n:keep-alive\n\ndata: {"number":2}\n\n',
    [[1, "a"], [2, "a"]]],
  ["no space after the colon", 'id:a\nevent:number\ndata:{"number":1}\n\n', [[1, "a"]]],
  ["JSON over several lines", 'data: {\ndata:   "number":\ndata: 1\ndata: }\n\n', [[1, null]]],
  ["unknown fields, and `retry` on its own",
    'foo: bar\nretry: 5\n\nretry: x\n\nid: a\n\ndata: {"number":1}\nData: 2\n data: 3\n\n', [[1, "a"]]],
  ["an id that is reset, and one that is none",
    'id: a\ndata: {"number":1}\n\nid: b\0\ndata: {"number":2}\n\nid\ndata: {"number":3}\n\n',
    [[1, "a"], [2, "a"], [3, null]]],
  ["any event name, and none",
    'event: /numbers\ndata: {"number":1}\n\nevent: message\ndata: {"number":2}\n\ndata: {"number":3}\n\n',
    [[1, null], [2, null], [3, null]]],
  ["an id beyond ASCII", 'id: é😀\ndata: {"number":1}\n\n', [[1, "é😀"]]],
];

for (const [what, text, expected] of CASES) {
  test(`${what}: whole, and a byte at a time`, async (t) => {
    const bytes = Buffer.from(text);
    for (const chunks of [[bytes], [...bytes].map((byte) => Buffer.from([byte]))]) {
      const url = await serve(t, (request, response) => {
        response.writeHead(200, HEAD);
        write(response, chunks);
      });
      const client = listen(t, "number", url);
      const seen = await messages(client, expected.length);
      assert.deepEqual(seen, expected.map(([number, id]) => [{ number }, id]));
      await client.kill();
    }
  });
}

test("text keeps its lines and characters, also when a chunk ends inside of one", async (t) => {
  const text = 'data: a 😀\ndata:\ndata:  b\n\ndata:\n\ndata: \ufeffé\u2028x\n\n';
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 5, bytes.length]) {
    const chunks = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const url = await serve(t, (request, response) => {
      response.writeHead(200, HEAD);
      write(response, chunks);
    });
    const client = listen(t, "line", url);
    const lines = (await messages(client, 3)).map(([line]) => line);
    assert.deepEqual(lines, ["a 😀\n\n b", "", "\ufeffé\u2028x"], `chunks of ${size}`);
    await client.kill();
  }
});

test("several messages are told apart by name; one that does not fit ends nothing", async (t) => {
  const url = await serve(t, (request, response) => {
    assert.equal(request.url, "/events/a%2Fb%20%C3%A9");
    response.writeHead(200, HEAD);
    response.write('event: note\ndata: {"text":"hi"}\n\n');
    response.write('data: {"orderId":1}\nevent: orderShipped\n\n');
    response.write('event: orderShipped\ndata: {"orderId":0}\n\n');
    response.write('event: other\ndata: 1\n\n');
    response.write('event: note\ndata: {"text":"still here"}\n\n');
  });
  const lines = await listen(t, "notifications/a/b é", url).json(5);
  assert.deepEqual(lines.map((line) => line.message ?? line.fatal), [
    { note: { text: "hi" } },
    { orderShipped: { orderId: 1 } },
    false,
    false,
    { note: { text: "still here" } },
  ]);
});
