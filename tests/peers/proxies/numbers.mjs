// Clients of every kind that listen to the numbers, whatever happens between them and the server.

import * as browser from "../harness/browser.mjs";
import { chromium, eventsource, opened, ours, undici } from "../harness/listeners.mjs";
import { unbroken } from "./support.mjs";

/** For the server: many numbers, and little time between one connection and the next. */
export const NUMBERS = ["--every", "20", "--retry", "100"];

/** One of each kind listens to the numbers, and has some. */
export async function listen(t, { url }, ...args) {
  const numbers = `${url}/numbers`;
  const listeners = [eventsource(t, numbers), undici(t, numbers), ours(t, "number", url, ...args)];
  if (!browser.skip) listeners.push(await chromium(await browser.open(t, `${url}/streams`), numbers));
  for (const listener of listeners) await unbroken(listener, 3);
  return listeners;
}

/** Every listener has lost its connection, and gets more on another one, without a hole. */
export async function goOn(listeners, times = 2) {
  for (const listener of listeners) {
    await opened(listener, times);
    await unbroken(listener, (await listener.events()).length + 3);
  }
}
