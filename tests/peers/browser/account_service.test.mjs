// examples/account-service in a browser.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { open, refused, screenshot, skip } from "../harness/browser.mjs";
import { Program, freePort, origin } from "../harness/program.mjs";

test("sign-ups arrive by onmessage", { skip }, async (t) => {
  const service = Program.ours(t, "account-service", "--port", "0", "--every", "50");
  const page = await open(t, await origin(service));
  await page.waitForSelector("#events li:nth-child(8)");
  assert.equal(await page.textContent("#state"), "open");
  assert.deepEqual(page.problems(), []);
  await screenshot(page, "account-service");
});

test("after a crash the page goes on where it was: nothing lost, nothing twice", { skip }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "signups-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "signups.jsonl");
  const port = String(await freePort());
  const start = () => Program.ours(t, "account-service", "--port", port, "--every", "100", "--file", file);

  let service = start();
  const page = await open(t, await origin(service), { expected: refused });
  await page.waitForSelector("#events li:nth-child(3)");
  await service.kill();
  await page.waitForSelector("#state[data-state=connecting]");
  const before = await page.locator("#events li").count();

  service = start();
  // It goes on while the page waits: what the page gets first is what it missed.
  await page.waitForSelector(`#events li:nth-child(${before + 10})`);
  const shown = (await page.locator("#events li span").allTextContents()).reverse();
  const kept = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(shown, kept.slice(0, shown.length).map(([, { email }]) => email));
  const numbers = kept.map(([number]) => number);
  assert.deepEqual(numbers, numbers.map((_, index) => numbers[0] + index));
  assert.equal(await page.textContent("#state"), "open");
  assert.deepEqual(page.problems(), []);
});

test("a server that has lost its list says so, and the page shows the new one", { skip }, async (t) => {
  const port = String(await freePort());
  const start = () => Program.ours(t, "account-service", "--port", port, "--every", "100");

  let service = start();
  const page = await open(t, await origin(service), { expected: refused });
  await page.waitForSelector("#events li:nth-child(3)");
  await page.evaluate(`{
    globalThis.seen = [];
    source.addEventListener("message", ({ lastEventId }) => seen.push(lastEventId));
    source.addEventListener("gap", ({ data }) => seen.push(JSON.parse(data)));
  }`);
  await page.waitForFunction("seen.length > 0");
  await service.kill();
  await page.waitForSelector("#state[data-state=connecting]");

  service = start();
  await page.waitForFunction("seen.some((one) => one.reason) && list.children.length > 3");
  const seen = await page.evaluate("seen");
  const gap = seen.findIndex((one) => one.reason);
  assert.deepEqual(seen[gap], { reason: "unknown", last_event_id: seen[gap - 1] });
  const shown = (await page.locator("#events li span").allTextContents()).reverse();
  const numbers = shown.map((email) => Number(email.match(/\d+/)[0]));
  assert.deepEqual(numbers, numbers.map((_, index) => index), "nothing of the old list is left");
  assert.deepEqual(page.problems(), []);
});

test("close() in the page ends the handler on the server", { skip }, async (t) => {
  const service = Program.ours(t, "account-service", "--port", "0", "--every", "50");
  const page = await open(t, await origin(service));
  await page.waitForSelector("#events li");
  assert.deepEqual(service.errors, []);
  await page.evaluate("source.close()");
  await service.error(/^a listener has left: ClientGone$/);
  assert.equal(await page.evaluate("source.readyState"), 2);
});
