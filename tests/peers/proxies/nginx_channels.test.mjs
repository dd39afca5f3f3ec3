// Our client, nginx, and our server: every channel.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { opened, ours, received } from "../harness/listeners.mjs";
import { Nginx, skip } from "../harness/nginx.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { QUIET, behind, unbroken } from "./support.mjs";

test("a channel with one message, and one of text", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, "");
  const [users, lines] = [ours(t, "user", nginx.url), ours(t, "line", nginx.url)];
  await Promise.all([opened(users), opened(lines)]);
  const user = { displayName: "Zoë", email: "zoe@example.com" };
  const id = await backend.publish("user", user);
  assert.deepEqual(await received(users, 1), [{ data: user, id }]);
  const text = "one\n\n: two\nthree 😀";
  assert.deepEqual(await received(lines, 0), []);
  const line = await backend.publish("line", text);
  assert.deepEqual(await received(lines, 1), [{ data: text, id: line }]);
});

test("a channel with two messages and a parameter, whatever is in it", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, "");
  for (const user of ["ada", "a b", "ü/ö", "50%", "a?b#c", "..%2F"]) {
    const listener = ours(t, `notifications/${user}`, nginx.url);
    await opened(listener);
    const name = encodeURIComponent(user);
    const ids = [
      await backend.publish(`note/${name}`, { text: user }),
      await backend.publish(`order/${name}`, { orderId: 7, carrier: "DHL" }),
    ];
    assert.deepEqual(await received(listener, 2), [
      { data: { note: { text: user } }, id: ids[0] },
      { data: { orderShipped: { orderId: 7, carrier: "DHL" } }, id: ids[1] },
    ]);
    await listener.close();
  }
});

test("numbers, resumed where the client asks for it", { skip }, async (t) => {
  const { nginx } = await behind(t, "");
  await unbroken(ours(t, "number", nginx.url), 5);
  const events = await received(ours(t, "number", nginx.url, "--last-event-id", "41"), 2);
  assert.deepEqual(events.slice(0, 2).map(({ id }) => id), ["42", "43"]);
});

/** nginx serves `/api/` from the root of the server; `pass` stands behind the server in `proxy_pass`. */
const below = async (t, pass) => {
  const backend = await peersServer(t, ...QUIET);
  const nginx = await Nginx.start(t, `
    map $request_uri $as_sent { "~^/api(?<rest>/.*)$" $rest; }
    server { listen PORT; location /api/ { proxy_pass ${backend.url}${pass}; } }`);
  return { backend, url: `${nginx.url}/api` };
};

test("below a path: proxy_pass with a path decodes %2F, which is not found then", { skip }, async (t) => {
  const { backend, url } = await below(t, "/");
  const plain = ours(t, "notifications/a b", url);
  await opened(plain);
  await backend.publish("note/a%20b", { text: "hello" });
  await received(plain, 1);
  const slash = ours(t, "notifications/a/b", url);
  await eventually("an error", () => slash.lastError());
  assert.match(slash.lastError().error, /^the server answered 404/);
});

test("below a path: proxy_pass with the path as it was sent keeps %2F", { skip }, async (t) => {
  const { backend, url } = await below(t, "$as_sent");
  const listener = ours(t, "notifications/a/b", url);
  await opened(listener);
  await backend.publish("note/a%2Fb", { text: "hello" });
  await received(listener, 1);
});
