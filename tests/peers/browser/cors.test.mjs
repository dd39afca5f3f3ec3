// examples/cors in a browser: the page and the events are of two origins.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, refused, screenshot, skip } from "../harness/browser.mjs";
import { CLOSED, CONNECTING, failed, heard, listen } from "../harness/event_source.mjs";
import { Program, freePort } from "../harness/program.mjs";

/** The example, and the URLs of its events and of its page. */
async function start(t, ...ports) {
  const program = Program.ours(t, "cors", ...(ports.length ? ports : ["0", "0"]).map(String));
  const [, events, page] = await program.line(/^events (\S+) for the page (\S+)$/);
  return { program, events, page };
}

/** The numbers are consecutive. */
function assertNoHole(events) {
  const numbers = events.map(({ id }) => Number(id));
  assert.deepEqual(numbers, numbers.map((_, index) => numbers[0] + index));
}

test("a page of another origin listens with its cookie", { skip }, async (t) => {
  const { events, page: url } = await start(t);
  const page = await open(t, url);
  await page.waitForFunction(() => document.getElementById("tick").value.startsWith("tick "));
  assert.equal(await page.textContent("#state"), "open");
  assert.deepEqual(page.problems(), []);
  await screenshot(page, "cors");

  const source = await listen(page, events, { withCredentials: true });
  const [{ origin }] = await heard(page, source, 1);
  assert.equal(origin, new URL(events).origin);
});

test("after a crash it goes on with the tick that it missed", { skip }, async (t) => {
  const ports = [await freePort(), await freePort()];
  const { program, events, page: url } = await start(t, ...ports);
  const page = await open(t, url, { expected: refused });
  const source = await listen(page, events, { withCredentials: true });
  await heard(page, source, 2);
  await program.kill();
  assert.deepEqual(await failed(page, source, CONNECTING), [CONNECTING]);
  const { length } = await heard(page, source, 2);

  await start(t, ...ports);
  assertNoHole(await heard(page, source, length + 8));
  assert.deepEqual(page.problems(), []);
});

test("without the cookie it is answered 401, and stays closed", { skip }, async (t) => {
  const { events, page: url } = await start(t);
  const page = await open(t, url, { expected: (text) => text.includes("401 (Unauthorized)") });
  const without = await listen(page, events);
  assert.deepEqual(await failed(page, without, CLOSED), [CLOSED]);

  await page.context().clearCookies();
  const loggedOut = await listen(page, events, { withCredentials: true });
  assert.deepEqual(await failed(page, loggedOut, CLOSED), [CLOSED]);
  assert.deepEqual(page.problems(), []);
});

test("a page that the service does not know is refused", { skip }, async (t) => {
  const [known, other] = await Promise.all([start(t), start(t)]);
  const page = await open(t, other.page, {
    expected: (text) => /blocked by CORS policy|net::ERR_FAILED/.test(text),
  });
  const source = await listen(page, known.events, { withCredentials: true });
  assert.deepEqual(await failed(page, source, CLOSED), [CLOSED]);
  // Its own service is still there for it.
  await heard(page, await listen(page, other.events, { withCredentials: true }), 1);
  assert.deepEqual(page.problems(), []);
});

test("fetch resumes across origins with Last-Event-ID and Authorization", { skip }, async (t) => {
  const { events, page: url } = await start(t);
  const page = await open(t, url);
  const last = Math.floor(Date.now() / 500) - 10;
  const text = await page.evaluate(async ([url, last]) => {
    const headers = { "last-event-id": String(last), authorization: "Bearer token" };
    const response = await fetch(url, { headers, credentials: "include", cache: "no-store" });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = `${response.status} ${response.headers.get("content-type")}\n`;
    while (text.split("\n\n").length <= 8) text += (await reader.read()).value;
    await reader.cancel();
    return text;
  }, [events, last]);
  assert.match(text, /^200 text\/event-stream\n/);
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  assert.equal(ids[0], last + 1);
  assertNoHole(ids.map((id) => ({ id })));
  assert.deepEqual(page.problems(), []);
});
