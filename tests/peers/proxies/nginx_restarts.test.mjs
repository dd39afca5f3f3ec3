// nginx, or the server behind it, starts anew while clients listen: they go on where they were.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { eventsource, ours } from "../harness/listeners.mjs";
import { Nginx, skip } from "../harness/nginx.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { NUMBERS, goOn, listen } from "./numbers.mjs";
import { behind, unbroken } from "./support.mjs";

test("nginx -s reload: streams stay with the old worker", { skip }, async (t) => {
  const { nginx } = await behind(t, "", { server: NUMBERS });
  const listeners = await listen(t, nginx);
  await nginx.reload();
  // The new worker serves already.
  await unbroken(eventsource(t, `${nginx.url}/numbers`), 3);
  for (const listener of listeners) {
    await unbroken(listener, (await listener.events()).length + 3);
    assert.equal(await listener.opens(), 1, listener.name);
  }
});

test("nginx -s reload, worker_shutdown_timeout: streams go on with the new worker", { skip }, async (t) => {
  const { nginx } = await behind(t, "", { server: NUMBERS, main: "worker_shutdown_timeout 200ms;" });
  const listeners = await listen(t, nginx);
  await nginx.reload();
  await goOn(listeners);
});

test("nginx is killed and started again: streams go on without loss", { skip }, async (t) => {
  const { nginx } = await behind(t, "", { server: NUMBERS });
  const listeners = await listen(t, nginx);
  await nginx.kill();
  for (const listener of listeners) await eventually("an error", () => listener.errors());
  await nginx.restart();
  await goOn(listeners);
});

test("the server is killed: 502 ends EventSource for good, our client by default", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, "", { server: NUMBERS });
  const listeners = await listen(t, nginx);
  const patient = ours(t, "number", nginx.url, "--retry-status");
  await unbroken(patient, 3);
  await backend.kill();
  for (const listener of listeners) {
    if (listener.name === "peers-client") {
      await eventually("a fatal error", () => listener.lastError()?.fatal);
      assert.match(listener.lastError().error, /^the server answered 502 Bad Gateway/);
    } else {
      await eventually(`${listener.name} is closed`, async () => (await listener.state()) === 2);
    }
  }
  await eventually("a 502 for the patient one", () => / 502 /.test(patient.lastError()?.error));
  await backend.start();
  await goOn([patient]);
});

test("the server is killed, and nginx has another: streams go on there without loss", { skip }, async (t) => {
  const servers = [await peersServer(t, ...NUMBERS), await peersServer(t, ...NUMBERS)];
  const addresses = servers.map(({ url }) => `server ${url.slice("http://".length)};`).join(" ");
  const nginx = await Nginx.start(t, `
    upstream events { ${addresses} }
    server { listen PORT; location / { proxy_pass http://events; } }`);
  const listeners = await listen(t, nginx);
  const [first, second] = await Promise.all(servers.map((server) => server.streams()));
  assert.ok(first.open && second.open, "each has some of them");
  await servers[0].kill();
  await servers[1].listeners(first.open + second.open);
  for (const listener of listeners) await unbroken(listener, (await listener.events()).length + 3);
});

/** nginx with two servers which have been away while a client came, and are back. */
async function awayAndBack(t, parameters) {
  const servers = [await peersServer(t), await peersServer(t)];
  const addresses = servers.map(({ url }) => `server ${new URL(url).host} ${parameters};`).join(" ");
  const nginx = await Nginx.start(t, `
    upstream events { ${addresses} }
    server { listen PORT; location / { proxy_pass http://events; } }`);
  const status = async () => (await fetch(`${nginx.url}/streams`)).status;
  for (const server of servers) await server.kill();
  assert.equal(await status(), 502);
  for (const server of servers) await server.start();
  return status();
}

test("servers that were away count as dead for fail_timeout, unless max_fails is 0", { skip }, async (t) => {
  assert.equal(await awayAndBack(t, "fail_timeout=60s"), 502);
  assert.equal(await awayAndBack(t, "max_fails=0"), 200);
});
