// Apache httpd and Caddy, as the documentation has them, in front of the generated server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { curl, eventsource, opened, ours, received, undici } from "../harness/listeners.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { plainServer } from "../harness/plain_server.mjs";
import { apache, caddy } from "../harness/proxies.mjs";
import { documented } from "./documented.mjs";
import { NUMBERS, listen } from "./numbers.mjs";
import { QUIET, atOnce, clients } from "./support.mjs";

/** The configuration of the documentation, in front of this server. */
const configuration = (language, { url }) =>
  documented(language)
    .replace("127.0.0.1:80 ", "127.0.0.1:PORT ")
    .replace("127.0.0.1:3000", new URL(url).host);

const DEFLATE = "\nAddOutputFilterByType DEFLATE text/event-stream";

for (const [name, proxy, language, more] of [
  ["Apache", apache, "apache", ""],
  ["Apache, compression of event streams", apache, "apache", DEFLATE],
  ["Caddy", caddy, "caddyfile", ""],
]) {
  const { skip } = proxy;

  test(`${name}: every event arrives at once`, { skip }, async (t) => {
    const backend = await peersServer(t, ...QUIET);
    const started = await proxy.start(t, configuration(language, backend) + more);
    for (const [client, start] of Object.entries(clients(t, started))) {
      await t.test(client, async () => {
        const listener = start();
        await atOnce(backend, listener);
        if (client === "curl that takes gzip") {
          assert.equal(listener.header("content-encoding"), more ? "gzip" : undefined);
        }
        await listener.close();
      });
    }
  });

  test(`${name}: every event of a server without our headers arrives at once`, { skip }, async (t) => {
    const plain = await plainServer(t);
    const started = await proxy.start(t, configuration(language, plain) + more);
    const listener = curl(t, `${started.url}/`, "--compressed");
    await opened(listener);
    for (let number = 1; number <= 3; number++) {
      plain.publish(number);
      await received(listener, number);
    }
  });

  test(`${name}: a listener that leaves ends the handler, or the next heartbeat does`, { skip }, async (t) => {
    const backend = await peersServer(t, "--heartbeat", "200");
    const started = await proxy.start(t, configuration(language, backend) + more);
    const url = `${started.url}/user/signedup`;
    const all = [curl(t, url), eventsource(t, url), undici(t, url), ours(t, "user", started.url)];
    await Promise.all(all.map((client) => opened(client)));
    for (const [index, client] of all.entries()) {
      await client.close();
      await backend.listeners(all.length - 1 - index);
    }
  });
}

for (const [name, proxy, language] of [["Apache", apache, "apache"], ["Caddy", caddy, "caddyfile"]]) {
  test(`${name}: a parameter with a slash arrives as it is`, { skip: proxy.skip }, async (t) => {
    const backend = await peersServer(t, ...QUIET);
    const started = await proxy.start(t, configuration(language, backend));
    const listener = ours(t, "notifications/a/b c%", started.url);
    await opened(listener);
    await backend.publish("note/a%2Fb%20c%25", { text: "hello" });
    await received(listener, 1);
  });

  test(`${name}: the server is killed: EventSource ends for good`, { skip: proxy.skip }, async (t) => {
    const backend = await peersServer(t, ...NUMBERS);
    const listeners = await listen(t, await proxy.start(t, configuration(language, backend)));
    await backend.kill();
    for (const { name, state } of listeners.filter(({ state }) => state)) {
      await eventually(`${name} is closed`, async () => (await state()) === 2);
    }
  });
}
