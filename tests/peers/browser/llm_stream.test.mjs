// examples/llm-stream in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, refused, screenshot, skip } from "../harness/browser.mjs";
import { CLOSED, CONNECTING, failed, heard, listen } from "../harness/event_source.mjs";
import { Program, freePort, origin } from "../harness/program.mjs";

const start = (t, every, port = 0) =>
  Program.ours(t, "llm-stream", "--port", String(port), "--every", String(every));

/** Where a question is answered. */
const about = (url, prompt) => `${url}/completions/${encodeURIComponent(prompt)}`;

/** The whole answer, and how many pieces it has. */
async function whole(url, prompt) {
  const stream = await (await fetch(about(url, prompt))).text();
  const deltas = [...stream.matchAll(/^data: ({"index".*)$/gm)].map(([, data]) => JSON.parse(data).delta);
  return { text: deltas.join(""), pieces: deltas.length };
}

/** Waits for a state of the page. */
const state = (page, name) => page.waitForSelector(`#state[data-state=${name}]`);

/** Waits until the page shows that many characters of the answer. */
const shown = (page, length) =>
  page.waitForFunction((length) => document.getElementById("answer").textContent.length >= length, length);

test("the page shows an answer while it is written, and rests at [DONE]", { skip }, async (t) => {
  const url = await origin(start(t, 5));
  const page = await open(t, url);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const prompts = ["What are Server-Sent Events?", "100 % / “ü” 🦀?"];
  for (const prompt of prompts) {
    await page.fill("#prompt", prompt);
    await page.click("#ask");
    await state(page, "open");
    await shown(page, 200);
    if (prompt === prompts[0]) await screenshot(page, "llm-stream-writing");
    await state(page, "done");
    const { text, pieces } = await whole(url, prompt);
    assert.equal(await page.textContent("#answer"), text);
    const count = new RegExp(`^${pieces} tokens, \\d+ in the question \\(stop\\)$`);
    assert.match(await page.textContent("#count"), count);
  }
  // The second answer took longer than it takes to connect again.
  assert.deepEqual(asked, prompts.map((prompt) => about(url, prompt)));
  assert.deepEqual(page.problems(), []);
  await page.emulateMedia({ colorScheme: "dark" });
  await screenshot(page, "llm-stream-dark");
  await page.setViewportSize({ width: 360, height: 740 });
  await screenshot(page, "llm-stream-narrow");
});

test("the stop button stops the generation on the server", { skip }, async (t) => {
  const server = start(t, 20);
  const page = await open(t, await origin(server));
  await page.click("#ask");
  await shown(page, 60);
  await page.click("#stop");
  const left = /generated 0 to (\d+) of (\d+) pieces, then its listener left$/;
  const [, generated, all] = await server.line(left);
  assert.ok(Number(generated) < Number(all) / 2, `${generated} of ${all}`);
  const text = await page.textContent("#answer");
  assert.equal(await page.textContent("#state"), "stopped");

  // It can be asked again, and begins anew.
  await page.click("#ask");
  await shown(page, text.length + 20);
  assert.ok((await page.textContent("#answer")).startsWith(text));
  assert.deepEqual(page.problems(), []);
});

test("a crash in the middle of a sentence: the text goes on where it was", { skip }, async (t) => {
  const port = await freePort();
  const server = start(t, 10, port);
  const url = await origin(server);
  const page = await open(t, url, { expected: refused });
  await page.click("#ask");
  await shown(page, 150);
  await server.kill();
  await state(page, "connecting");
  const before = await page.textContent("#answer");

  const again = start(t, 10, port);
  await origin(again);
  await state(page, "done");
  const { text } = await whole(url, await page.inputValue("#prompt"));
  assert.equal(await page.textContent("#answer"), text);
  assert.ok(text.startsWith(before) && before.length < text.length);
  await again.line(/generated [1-9]\d* to (\d+) of \1 pieces$/);
  assert.deepEqual(page.problems(), []);
});

test("an EventSource that does not know [DONE] connects again and is ended by 204", { skip }, async (t) => {
  const url = await origin(start(t, 0));
  const page = await open(t, url);
  const source = await listen(page, about(url, "Why?"));
  assert.deepEqual(await failed(page, source, CLOSED), [CONNECTING, CLOSED]);
  const { pieces } = await whole(url, "Why?");
  const events = await heard(page, source, pieces + 2);
  // All of them came by onmessage, each once.
  assert.deepEqual(events.map(({ id }) => Number(id)), events.map((_, index) => index));
  assert.equal(events.length, pieces + 2);
  assert.equal(events.at(-1).data, "[DONE]");
  assert.deepEqual(page.problems(), []);
});
