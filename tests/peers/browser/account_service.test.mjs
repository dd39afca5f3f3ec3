// examples/account-service in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, screenshot, skip } from "../harness/browser.mjs";
import { Program, origin } from "../harness/program.mjs";

test("sign-ups arrive by onmessage", { skip }, async (t) => {
  const service = Program.ours(t, "account-service", "--port", "0", "--every", "50");
  const page = await open(t, await origin(service));
  await page.waitForSelector("#events li:nth-child(3)");
  assert.equal(await page.textContent("#state"), "open");
  assert.deepEqual(page.problems(), []);
  await screenshot(page, "account-service");
});
