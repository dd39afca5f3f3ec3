// The seed's own generator, run on `asyncapi.yaml`: from npm into `target/peers/seed`, where it stays.
//
// `CODEGEN_OUTPUT=FOLDER` takes what was generated elsewhere; with `PEERS_OFFLINE=1` nothing is fetched.

import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { root } from "../harness/program.mjs";

const VERSION = "0.82.1";
const cli = `@the-codegen-project/cli@${VERSION}`;
const folder = path.join(root, "target/peers/seed");
const peers = fileURLToPath(new URL("..", import.meta.url));

/** What it generated, as a module; or `{skip}`, why there is none. */
export async function generated() {
  mkdirSync(folder, { recursive: true });
  const output = process.env.CODEGEN_OUTPUT ?? path.join(folder, "generated");
  if (!process.env.CODEGEN_OUTPUT) {
    const skip = install();
    if (skip) return { skip };
    // What goes wrong from here on is no reason to skip.
    generate(output);
  }
  const given = process.env.CODEGEN_OUTPUT && `as it is in CODEGEN_OUTPUT=${output}`;
  return { name: given || `as ${cli} generated it`, module: await load(output) };
}

function install() {
  const installed = path.join(folder, "node_modules/@the-codegen-project/cli/package.json");
  if (existsSync(installed) && JSON.parse(readFileSync(installed)).version === VERSION) return undefined;
  if (process.env.PEERS_OFFLINE) return `${cli} is not installed, and PEERS_OFFLINE is set`;
  const install = ["install", "--no-audit", "--no-fund", "--prefix", folder, cli];
  const { status, error, stderr } = spawnSync("npm", install, { encoding: "utf8" });
  if (status === 0) return undefined;
  const reason = stderr?.match(/npm error (\d{3} .*|.*ENOTFOUND.*|.*network.*)/)?.[1] ?? error ?? stderr;
  return `npm does not get ${cli} here: ${reason}`;
}

/** Runs it, configured as its documentation says: both sides of every channel, not by operations. */
function generate(output) {
  const generator = (preset, more = {}) => ({ preset, outputPath: path.join(output, preset), ...more });
  const configuration = {
    inputType: "asyncapi",
    inputPath: path.join(peers, "asyncapi.yaml"),
    language: "typescript",
    generators: [
      generator("payloads", { serializationType: "json" }),
      generator("parameters"),
      generator("headers"),
      generator("channels", { protocols: ["event_source"], asyncapiGenerateForOperations: false }),
    ],
  };
  const file = path.join(folder, "codegen.mjs");
  writeFileSync(file, `export default ${JSON.stringify(configuration, null, 2)};\n`);
  const run = path.join(folder, "node_modules/@the-codegen-project/cli/bin/run.mjs");
  const env = { ...process.env, CODEGEN_TELEMETRY_DISABLED: "1" };
  const done = spawnSync(process.execPath, [run, "generate", file], { cwd: folder, env, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${cli} generates nothing:\n${done.stdout}\n${done.stderr}`);
}

/** Node 20 reads no TypeScript. */
async function load(output) {
  const channels = path.join(output, "channels");
  const file = readdirSync(channels).find((name) => name.startsWith("event_source")) ?? "index.ts";
  const outfile = path.join(folder, "event_source.mjs");
  await build({
    entryPoints: [path.join(channels, file)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    nodePaths: [path.join(peers, "node_modules")],
    logLevel: "warning",
  });
  const module = await import(pathToFileURL(outfile));
  return module.Protocols?.event_source ?? module;
}
