// curl: what people look at a stream with, and what shows it byte for byte.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { Program } from "../harness/program.mjs";

const found = spawnSync("curl", ["--version"]);
const skip = found.status === 0 ? false : "curl is not installed";

const WAYS = [
  ["curl -N", ["-N"]],
  ["curl -N --compressed, which accepts gzip", ["-N", "--compressed"]],
  ["curl -N -0, which speaks HTTP/1.0", ["-N", "-0"]],
];

for (const [way, options] of WAYS) {
  test(`${way}: the head and every event at once`, { skip }, async (t) => {
    const server = await peersServer(t);
    const curl = Program.other(t, "curl", "-sS", "-i", ...options, `${server.url}/user/signedup`);
    await curl.line(/^:$/);
    const head = curl.lines.slice(0, curl.lines.indexOf("")).join("\n").toLowerCase();
    assert.match(head, /^http\/1\.[01] 200 ok\n/);
    assert.match(head, /^content-type: text\/event-stream$/m);
    assert.match(head, /^cache-control: no-cache, no-transform$/m);
    assert.doesNotMatch(head, /^content-encoding:/m);
    for (const email of ["a@example.com", "b@example.com"]) {
      const from = curl.lines.length;
      const id = await server.publish("user", { email });
      // Not published before the one before was seen: nothing holds an event back.
      await curl.line(/^$/, from);
      assert.deepEqual(curl.lines.slice(from), [`id: ${id}`, `data: {"email":"${email}"}`, ""]);
    }
  });
}

test("curl -H 'Last-Event-ID: …' resumes", { skip }, async (t) => {
  const server = await peersServer(t, "--until", "8", "--every", "1");
  const body = execFileSync("curl", ["-sS", "-N", "-H", "Last-Event-ID: 6", `${server.url}/numbers`]);
  assert.equal(`${body}`, ':\nid: 7\ndata: {"number":7}\n\nid: 8\ndata: {"number":8}\n\n');
});

test("curl with ?last_event_id= resumes", { skip }, async (t) => {
  const server = await peersServer(t, "--until", "8", "--every", "1");
  const body = execFileSync("curl", ["-sS", "-N", `${server.url}/numbers?last_event_id=7`]);
  assert.equal(`${body}`, ':\nid: 8\ndata: {"number":8}\n\n');
});

test("curl -0 gets a stream whose end is the end of the connection", { skip }, async (t) => {
  const server = await peersServer(t, "--until", "2", "--every", "1");
  const body = execFileSync("curl", ["-sS", "-N", "-0", `${server.url}/numbers`]);
  assert.equal(`${body}`, ':\nid: 1\ndata: {"number":1}\n\nid: 2\ndata: {"number":2}\n\n');
});

test("curl -I, a HEAD request, ends at once with the head of the stream", { skip }, async (t) => {
  const server = await peersServer(t);
  const head = execFileSync("curl", ["-sS", "-I", `${server.url}/numbers`]).toString().toLowerCase();
  assert.match(head, /^http\/1\.1 200 ok\r\n/);
  assert.match(head, /^content-type: text\/event-stream\r$/m);
  await eventually("no stream is left open", async () => (await server.streams()).open === 0);
});

test("a curl that is killed ends the handler on the server", { skip }, async (t) => {
  const server = await peersServer(t);
  const curl = Program.other(t, "curl", "-sS", "-N", `${server.url}/numbers`);
  await curl.line(/"number":2/);
  await curl.kill();
  await server.listeners(0);
  assert.deepEqual((await server.streams()).closed, ["ClientGone"]);
});
