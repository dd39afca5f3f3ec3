// What nginx does to event streams without the headers that our server sends:
// a proof that the tests beside this one can fail.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../harness/eventually.mjs";
import { curl, opened, received } from "../harness/listeners.mjs";
import { Nginx, skip } from "../harness/nginx.mjs";
import { peersServer } from "../harness/peers_server.mjs";
import { plainServer } from "../harness/plain_server.mjs";
import { GZIP, HTTP_1_1, QUIET } from "./support.mjs";

const CACHE = "proxy_cache events; proxy_cache_valid any 1h;";

/** nginx with `/plain` on a server written by hand, and ours beside it. */
async function both(t, settings, ourSettings = "") {
  const [plain, ours] = [await plainServer(t), await peersServer(t, ...QUIET)];
  const nginx = await Nginx.start(t, `
    proxy_cache_path FOLDER/cache keys_zone=events:1m;
    server {
      listen PORT;
      location /plain { proxy_pass ${plain.url}; ${settings} }
      location / { proxy_pass ${ours.url}; ${ourSettings} }
    }`);
  return { plain, ours, nginx };
}

for (const [name, settings] of Object.entries({
  "as nginx comes": "",
  "gzip for event streams": `${GZIP} ${HTTP_1_1}`,
  "a cache": CACHE,
})) {
  test(`nginx, ${name}: a server without our headers is held back until it ends`, { skip }, async (t) => {
    const { plain, ours, nginx } = await both(t, settings);
    const held = curl(t, `${nginx.url}/plain`, "--compressed");
    const direct = curl(t, plain.url);
    await eventually("both listen", () => plain.open() === 2);
    for (let number = 1; number <= 5; number++) plain.publish(number);
    await received(direct, 5);

    // What our server sends later on comes through the same nginx.
    const later = curl(t, `${nginx.url}/user/signedup`);
    await opened(later);
    await ours.publish("user", { email: "a@example.com" });
    await received(later, 1);
    assert.deepEqual([held.lines(), held.opens(), held.events()], [[], 0, []]);

    plain.end();
    assert.deepEqual((await received(held, 5)).map(({ data }) => data), [1, 2, 3, 4, 5]);
  });
}

test("nginx, HTTP/1.1 to the server: one without our headers is not held back", { skip }, async (t) => {
  const { plain, nginx } = await both(t, HTTP_1_1);
  const listener = curl(t, `${nginx.url}/plain`);
  await opened(listener);
  for (let number = 1; number <= 3; number++) {
    plain.publish(number);
    await received(listener, number);
  }
});

test("nginx, gzip, proxy_buffering off: one without our headers is not held back", { skip }, async (t) => {
  const { plain, nginx } = await both(t, `${GZIP} proxy_buffering off;`);
  const listener = curl(t, `${nginx.url}/plain`, "--compressed");
  await opened(listener);
  assert.equal(listener.header("content-encoding"), "gzip");
  for (let number = 1; number <= 3; number++) {
    plain.publish(number);
    await received(listener, number);
  }
});

test("nginx, told to ignore X-Accel-Buffering, holds our events back, too", { skip }, async (t) => {
  const { ours, nginx } = await both(t, "", "proxy_ignore_headers X-Accel-Buffering;");
  const held = curl(t, `${nginx.url}/user/signedup`);
  const direct = curl(t, `${ours.url}/user/signedup`);
  await ours.listeners(2);
  await ours.publish("user", { email: "a@example.com" });
  await received(direct, 1);
  assert.deepEqual(held.lines(), []);
  await ours.kill();
  await received(held, 1);
});
