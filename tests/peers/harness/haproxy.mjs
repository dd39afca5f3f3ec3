// HAProxy, with a configuration, a port and a folder of its own for each test.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "./eventually.mjs";
import { accepts, find, folder } from "./nginx.mjs";
import { Program, freePort } from "./program.mjs";

const executable = find("haproxy");

/** For a test's options: why it cannot run here, or `false`. */
export const skip = executable ? false : "haproxy is not installed";

/** Starts one with this configuration, where `PORT` is the port of its own and `FOLDER` its folder. */
export async function haproxy(test, configuration) {
  const [at, port] = [folder(test), await freePort()];
  const file = path.join(at, "haproxy.cfg");
  writeFileSync(file, `${configuration.replaceAll("PORT", port).replaceAll("FOLDER", at).trim()}\n`);
  const program = Program.other(test, executable, "-db", "-f", file);
  await eventually("haproxy accepts connections", () => {
    if (program.exit) throw new Error("haproxy ended");
    return accepts(port);
  });
  return { url: `http://127.0.0.1:${port}`, folder: at, stop: () => program.stop(), kill: () => program.kill() };
}
