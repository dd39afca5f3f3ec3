// Waiting for what other processes do: asked again until it is so.

import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE } from "./program.mjs";

/** The first value of `ask` that is true-ish. Fails with the last one when it does not come. */
export async function eventually(what, ask) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await ask();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what}: not in time (${JSON.stringify(value)})`);
    await sleep(20);
  }
}
