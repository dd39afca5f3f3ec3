// examples/live-dashboard in a browser.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { open, refused, screenshot, skip } from "../harness/browser.mjs";
import { Program, freePort, origin, root } from "../harness/program.mjs";

const uPlot = path.join(root, "examples/live-dashboard/node_modules/uplot");
const noCharts = existsSync(uPlot) ? false : "`npm ci --prefix examples/live-dashboard` was not run";

/** A dashboard, quick enough for a test. */
const serve = (t, ...args) =>
  Program.ours(t, "live-dashboard", "--every", "200", "--deploy", "300", "--port", "0", ...args);

/** One that can come back under the same address, with a log or without. */
async function returning(t, { log }) {
  const folder = mkdtempSync(path.join(tmpdir(), "dashboard-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "events.log");
  const port = String(await freePort());
  return { file, start: () => serve(t, "--port", port, ...(log ? ["--log", file] : [])) };
}

/** The ids of the readings in a log. */
const written = (file) =>
  [...readFileSync(file, "utf8").matchAll(/^: topic "\/hosts\/.*"\nid: (.*)$/gm)].map(([, id]) => id);

/** The ids of the readings that the page got, oldest first. */
const seen = (page) =>
  page.locator("#events [data-stream=metrics][data-name=message]").evaluateAll((items) =>
    items.map((item) => item.dataset.id).reverse());

/** Waits until the page got so many events of that name. */
const got = (page, name, count = 1) =>
  page.waitForFunction(
    ([name, count]) => document.querySelectorAll(`#events [data-name="${name}"]`).length >= count,
    [name, count],
  );

/** There is a number wherever one belongs. */
async function assertFigures(page) {
  for (const text of await page.locator("[data-figure]").allTextContents()) assert.match(text, /^[\d.]+/);
}

/** What the page got is what was written, from its first reading on. */
async function assertNothingLost(page, file) {
  const ids = await seen(page);
  const kept = written(file);
  const start = kept.indexOf(ids[0]);
  assert.notEqual(start, -1);
  assert.deepEqual(ids, kept.slice(start, start + ids.length));
}

test("charts grow, figures change, nothing is asked of another origin", { skip: skip || noCharts }, async (t) => {
  const url = await origin(serve(t));
  const page = await open(t, url, { width: 1280, height: 1000 });
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.reload();
  const points = () => page.locator("#load .chart").getAttribute("data-points").then(Number);
  await page.waitForSelector("#load .chart[data-points]");
  const [before, moment] = [await points(), await page.getAttribute("#moment", "datetime")];
  const grown = (least) => document.querySelector("#load .chart").dataset.points >= least;
  await page.waitForFunction(grown, before + 5);
  assert.notEqual(await page.getAttribute("#moment", "datetime"), moment);
  await assertFigures(page);
  const drawn = await page.locator(".chart canvas").evaluateAll((all) =>
    all.map((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((byte) => byte !== 0);
    }));
  assert.deepEqual(drawn, [true, true, true, true]);

  assert.ok(requests.includes(`${url}/uplot.js`), requests.join("\n"));
  assert.deepEqual(requests.filter((request) => !request.startsWith(`${url}/`)), []);
  assert.deepEqual(page.problems(), []);
});

test("alerts and deployments arrive by name, also on the page of somebody else", { skip }, async (t) => {
  const url = await origin(serve(t, "--alert-at", "0"));
  const page = await open(t, url, { width: 1280, height: 1000 });
  const other = await open(t, url);
  await page.waitForSelector("#alerts li:not(.over)");
  // At a hundred percent not all of them stay.
  await page.fill("#alert-at", "100");
  await page.press("#alert-at", "Enter");
  await got(other, "resolved");
  await page.waitForSelector("#alerts li.over");
  await page.fill("#alert-at", "0");
  await page.press("#alert-at", "Enter");
  await got(other, "raised");

  for (const [index, service] of ["api", "web", "worker"].entries()) {
    await page.click(`text=Deploy ${service}`);
    await got(other, "succeeded", index + 1);
  }
  await page.click("text=Deploy api");
  await page.waitForSelector("#deployments li.failed");
  await other.waitForSelector("#deployments li.failed");
  assert.equal(await other.locator("#deployments li.succeeded").count(), 3);
  const names = await other.locator("#events [data-stream=deployments]").evaluateAll((items) =>
    items.map((item) => item.dataset.name).reverse().slice(0, 6));
  assert.deepEqual(names, ["started", ...Array(4).fill("progressed"), "succeeded"]);

  await screenshot(page, "live-dashboard-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.click("#wire summary");
  await screenshot(page, "live-dashboard-dark");
  await page.setViewportSize({ width: 400, height: 1600 });
  await screenshot(page, "live-dashboard-narrow");
  // Who opens the page now sees the same without having heard any of it.
  await other.reload();
  await other.waitForSelector("#deployments li.failed");
  assert.equal(await other.locator("#deployments li.succeeded").count(), 3);
  assert.deepEqual([...page.problems(), ...other.problems()], []);
});

test("the severity that is chosen is the stream that is listened to", { skip }, async (t) => {
  const service = serve(t);
  const page = await open(t, await origin(service));
  await service.line(/^open \/alerts\/info$/);
  await page.selectOption("#severity", "critical");
  await service.line(/^closed \/alerts\/info: ClientGone$/);
  await service.line(/^open \/alerts\/critical$/);
  // That was no loss.
  assert.equal(await page.locator("#notices li:not(.charts)").count(), 0);
  assert.deepEqual(page.problems(), []);
});

test("killed and back with a log: the page goes on, nothing lost, nothing twice", { skip }, async (t) => {
  const { file, start } = await returning(t, { log: true });
  let service = start();
  const url = await origin(service);
  const page = await open(t, url, { expected: refused, width: 1280 });
  await got(page, "message", 5);
  await service.kill();
  await page.waitForSelector("#streams [data-stream=metrics][data-state=connecting]");
  await page.waitForSelector("#notices .lost");
  await screenshot(page, "live-dashboard-lost");
  const before = (await seen(page)).length;

  service = start();
  await origin(service);
  // While the browser waits: it gets this late, but it gets it.
  await fetch(`${url}/deployments/api`, { method: "POST" });
  await page.waitForSelector("#notices .resumed");
  await got(page, "succeeded");
  await got(page, "message", before + 10);
  await assertNothingLost(page, file);
  assert.equal(await page.locator("#notices .gap").count(), 0);
  await screenshot(page, "live-dashboard-resumed");
  assert.deepEqual(page.problems(), []);
});

test("killed and back without a log: the page tells of the gap and begins anew", { skip }, async (t) => {
  const { start } = await returning(t, { log: false });
  let service = start();
  const page = await open(t, await origin(service), { expected: refused, width: 1280 });
  await page.click("text=Deploy api");
  await page.waitForSelector("#deployments li.succeeded");
  const before = (await seen(page)).length;
  await service.kill();
  await page.waitForSelector("#notices .lost");
  service = start();
  await page.waitForSelector("#notices .gap");
  await got(page, "gap", 3);
  const told = await page.locator("#notices .gap").allTextContents();
  assert.match(told.join("\n"), /^Events are missing from .*: the server was restarted, and has .* them\.×$/);
  for (const stream of ["metrics", "alerts", "deployments"]) assert.ok(told[0].includes(stream), told[0]);
  // The new server knows of no deployment.
  await page.waitForSelector("#deployments li", { state: "detached" });
  await got(page, "message", before + 3);
  assert.equal(await page.locator("#notices .problem").count(), 0);
  await screenshot(page, "live-dashboard-gap");
  assert.deepEqual(page.problems(), []);
});

test("Disconnect ends the streams on the server, Reconnect resumes", { skip }, async (t) => {
  const { file, start } = await returning(t, { log: true });
  const service = start();
  const url = await origin(service);
  const page = await open(t, url);
  await got(page, "message", 3);
  await page.click("text=Disconnect");
  for (const stream of ["/hosts/local/metrics", "/alerts/info", "/deployments"]) {
    await service.line(new RegExp(`^closed ${stream}: ClientGone$`));
  }
  assert.equal(await page.locator("#streams [data-state=closed]").count(), 3);
  const before = (await seen(page)).length;
  // A client that comes and goes while the page is away: so long the readings go on.
  const away = await open(t, url);
  await got(away, "message", 5 + before);
  await page.click("text=Reconnect");
  await got(page, "message", before + 5);
  await assertNothingLost(page, file);
  assert.equal(await page.locator("#notices li:not(.charts)").count(), 0);
  assert.deepEqual(page.problems(), []);
});

test("a refusal, which ends an EventSource, is not the end for the page", { skip }, async (t) => {
  const service = serve(t);
  const page = await open(t, await origin(service), { expected: (text) => text.includes("503") });
  await got(page, "message");
  await page.click("text=Disconnect");
  await page.route("**/deployments?*", (route) => route.fulfill({ status: 503 }), { times: 1 });
  await page.click("text=Reconnect");
  await page.waitForSelector("#streams [data-stream=deployments][data-state=closed]");
  await page.waitForSelector("#notices .lost");
  await page.waitForSelector("#streams [data-stream=deployments][data-state=open]");
  await page.waitForSelector("#notices .resumed");
  assert.deepEqual(page.problems(), []);
});

test("without the charts' package the page has its figures, and says how to get it", { skip }, async (t) => {
  const page = await open(t, await origin(serve(t, "--charts", "no/such/folder")));
  await got(page, "message", 3);
  assert.match(await page.textContent("#notices .charts"), /npm ci --prefix examples\/live-dashboard/);
  await assertFigures(page);
  assert.equal(await page.locator("canvas").count(), 0);
  await screenshot(page, "live-dashboard-plain");
  assert.deepEqual(page.problems(), []);
});
