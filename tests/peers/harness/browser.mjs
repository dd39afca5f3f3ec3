// Debian's Chromium, driven by Playwright.

import { chromium } from "playwright-core";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PATIENCE, root } from "./program.mjs";

/** Where it is, or `undefined`. */
const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (file) => file && existsSync(file),
);

/** For a test's options: why it cannot run here, or `false`. */
export const skip = executablePath ? false : "Chromium is not installed";

/**
 * A page at `url`, in a browser of its own that ends with the test. What goes wrong in the page fails the test.
 * `anyCertificate` trusts one that a test has made.
 */
export async function open(test, url, options = {}) {
  const { width = 1000, height = 800, expected = () => false, anyCertificate = false } = options;
  const profile = mkdtempSync(path.join(tmpdir(), "peers-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: { width, height },
    ignoreHTTPSErrors: anyCertificate,
    // As root there is no sandbox; the rest keeps it from asking for updates.
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  test.after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  context.setDefaultTimeout(PATIENCE);
  const page = context.pages()[0] ?? (await context.newPage());
  const problems = [];
  page.on("pageerror", (error) => problems.push(`uncaught: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !expected(message.text())) problems.push(message.text());
  });
  // Asked at the end of a test: what a test breaks on purpose is `expected`.
  page.problems = () => problems;
  await page.goto(url);
  return page;
}

/** What Chromium says of requests while their server is gone: for `expected`. */
export const refused = (text) => /net::ERR_(CONNECTION_|INCOMPLETE_CHUNKED|EMPTY_RESPONSE|SOCKET_)/.test(text);

/** A picture for people: `target/peers/NAME.png`. */
export async function screenshot(page, name) {
  const folder = path.join(root, "target/peers");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
