// nginx in front of the generated server: every event arrives at once, whatever nginx is told of buffers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { curl, eventsource, opened, received } from "../harness/listeners.mjs";
import { skip } from "../harness/nginx.mjs";
import { GZIP, HTTP_1_1, atOnce, behind, clients } from "./support.mjs";

/** What nginx may be told, beside `proxy_pass`. */
const SETTINGS = {
  "as nginx comes": "",
  "HTTP/1.1 to the server, connections kept": HTTP_1_1,
  "large buffers": "proxy_buffers 8 1m; proxy_buffer_size 1m; proxy_busy_buffers_size 2m;",
  "gzip for event streams": GZIP,
  "gzip for event streams, HTTP/1.1 to the server": `${GZIP} ${HTTP_1_1}`,
  "a cache": "proxy_cache events; proxy_cache_valid any 1h; proxy_cache_lock on;",
};

for (const [name, settings] of Object.entries(SETTINGS)) {
  test(`nginx, ${name}: every event arrives at once`, { skip }, async (t) => {
    const { backend, nginx } = await behind(t, settings);
    for (const [name, start] of Object.entries(clients(t, nginx))) {
      await t.test(name, async () => {
        const listener = start();
        await atOnce(backend, listener);
        if (name === "curl that takes gzip") {
          assert.equal(listener.header("content-encoding"), settings.includes("gzip") ? "gzip" : undefined);
        }
        listener.close();
      });
    }
  });
}

test("nginx, a cache with a lock: the second listener of an address does not wait", { skip }, async (t) => {
  const { backend, nginx } = await behind(t, SETTINGS["a cache"]);
  const first = curl(t, `${nginx.url}/user/signedup`);
  await opened(first);
  const second = eventsource(t, `${nginx.url}/user/signedup`);
  await atOnce(backend, second);
  assert.equal((await received(first, 3)).length, 3);
});
