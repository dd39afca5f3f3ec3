// What the guide shows of pages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, skip } from "../harness/browser.mjs";
import { block } from "../harness/guide.mjs";
import { Program, origin } from "../harness/program.mjs";

test("a page that keeps the last id goes on there when it is opened again", { skip }, async (t) => {
  const service = Program.ours(t, "account-service", "--port", "0", "--every", "20");
  const url = await origin(service);
  const page = await open(t, url);
  // The chapter's own lines, and a second listener that notes what came.
  const listen = (code) => {
    const source = new Function(`${code}; return source;`)();
    window.kept = source;
    window.ids = [];
    source.addEventListener("message", (event) => window.ids.push(Number(event.lastEventId)));
  };
  const visit = async () => {
    await page.goto(url);
    await page.evaluate(listen, block("resume", "js"));
    await page.waitForFunction("window.ids.length >= 3");
    return page.evaluate("kept.close(), ids");
  };
  const first = await visit();
  // Sign-ups go on while no page is open for them.
  const after = service.lines.length;
  await service.line(/signed up/, after);
  const second = await visit();
  const ids = [...first, ...second];
  assert.deepEqual(ids, ids.map((_, index) => ids[0] + index), "none missing, none twice");
  assert.deepEqual(page.problems(), []);
});
