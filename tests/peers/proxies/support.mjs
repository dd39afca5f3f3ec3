// The generated server behind nginx, and what every proxy has to do.

import assert from "node:assert/strict";
import { curl, eventsource, opened, ours, received, undici } from "../harness/listeners.mjs";
import { Nginx } from "../harness/nginx.mjs";
import { peersServer } from "../harness/peers_server.mjs";

/** HTTP/1.1 from nginx to the server, as nginx's own documentation has it. */
export const HTTP_1_1 = 'proxy_http_version 1.1; proxy_set_header Connection "";';

/** Compresses event streams, too. */
export const GZIP = "gzip on; gzip_types text/event-stream; gzip_proxied any; gzip_min_length 1;";

/** For `behind`: HTTP/2 towards the client. */
export const TLS = {
  listen: "PORT ssl http2; ssl_certificate FOLDER/cert.pem; ssl_certificate_key FOLDER/key.pem",
  tls: true,
};

/** No heartbeat while a test runs: nothing but the events pushes what is held back. */
export const QUIET = ["--heartbeat", "600000"];

/** A server of ours, and nginx in front of it; `settings` stand beside its `proxy_pass`. */
export async function behind(t, settings, { listen = "PORT", server = QUIET, ...options } = {}) {
  const backend = await peersServer(t, ...server);
  const nginx = await Nginx.start(t, `
    proxy_cache_path FOLDER/cache keys_zone=events:1m;
    server { listen ${listen}; location / { proxy_pass ${backend.url}; ${settings} } }`, options);
  return { backend, nginx };
}

/** Clients that each begin when they are called. */
export const clients = (t, { url }) => {
  const channel = `${url}/user/signedup`;
  return {
    curl: () => curl(t, channel),
    "curl that takes gzip": () => curl(t, channel, "--compressed"),
    "curl that speaks HTTP/1.0": () => curl(t, channel, "--http1.0"),
    eventsource: () => eventsource(t, channel),
    undici: () => undici(t, channel),
    "peers-client": () => ours(t, "user", url),
  };
};

/**
 * The client is told that the stream is open before there is an event, and has each event before the next is
 * published. `ids` are not compared where several servers publish.
 */
export async function atOnce(backend, listener, { ids = true } = {}) {
  await opened(listener);
  for (let number = 1; number <= 3; number++) {
    const email = `${number}@example.com`;
    const id = await backend.publish("user", { email });
    const event = (await received(listener, number)).at(-1);
    assert.equal(event.data.email, email);
    if (ids) assert.equal(event.id, id);
  }
}

/** The listener has, or soon gets, so many numbers: from 1 on, none twice, none left out. */
export async function unbroken(listener, count) {
  const events = await received(listener, count);
  const expected = events.map((_, index) => ({ data: { number: index + 1 }, id: String(index + 1) }));
  assert.deepEqual(events, expected, listener.name);
}

/** Publishes to each server: a client may be at either. */
export const everywhere = (servers) => ({
  publish: async (...args) => (await Promise.all(servers.map((server) => server.publish(...args))))[0],
});
