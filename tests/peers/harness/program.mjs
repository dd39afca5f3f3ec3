// Programs that a test starts: ours, and others. Each is ended with its test, also when the test fails.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import path from "node:path";

/** The root of the project. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Where cargo puts what it builds: `cargo build` comes before the tests. */
const programs = path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, "target"), "debug");

/** How long a test waits for what has to come. Nothing waits that long when all is well. */
export const PATIENCE = 20_000;

/** A program that runs. */
export class Program {
  /** Every line of its standard output so far. */
  lines = [];
  /** Every line of its standard error so far, which is shown as well. */
  errors = [];
  #process;
  #waiting = new Set();
  #exit;
  #group;

  constructor(command, args, options) {
    this.name = path.basename(command);
    this.#group = options.detached;
    this.#process = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    // A program that cannot be started exits too, as far as a test is concerned.
    this.#exit = Promise.race([
      once(this.#process, "exit").then(([code, signal]) => ({ code, signal })),
      once(this.#process, "error").then(([error]) => ({ error })),
    ]).then((exit) => {
      this.exit = exit;
      for (const check of this.#waiting) check();
      return exit;
    });
    this.#read(this.#process.stdout, this.lines);
    // A test may ignore what a program says of its end.
    if (this.#process.stderr) {
      this.#read(this.#process.stderr, this.errors);
      this.#process.stderr.pipe(process.stderr, { end: false });
    }
  }

  #read(input, lines) {
    createInterface({ input }).on("line", (line) => {
      lines.push(line);
      for (const check of this.#waiting) check();
    });
  }

  /** One of the workspace's own, by the name of its binary. */
  static ours(test, name, ...args) {
    return Program.other(test, path.join(programs, name), ...args);
  }

  /** Any other. */
  static other(test, command, ...args) {
    const options = typeof args.at(-1) === "object" ? args.pop() : {};
    const program = new Program(command, args, options);
    test.after(() => program.kill());
    return program;
  }

  /** The first line, from `from` on, that fits; fails when the program ends without it. */
  async line(pattern, from = 0, lines = this.lines) {
    const found = () => lines.slice(from).map((line) => line.match(pattern)).find(Boolean);
    return this.#when(found, `a line ${pattern}`);
  }

  /** The same for its standard error. */
  async error(pattern, from = 0) {
    return this.line(pattern, from, this.errors);
  }

  /** `count` lines, each a JSON value. */
  async json(count) {
    const enough = () => this.lines.length >= count && this.lines.slice(0, count);
    return (await this.#when(enough, `${count} lines`)).map((line) => JSON.parse(line));
  }

  async #when(found, what) {
    let timer;
    let check;
    try {
      return await new Promise((resolve, reject) => {
        const told = () => `${this.name} said:\n${this.lines.join("\n")}`;
        check = () => {
          const value = found();
          if (value) resolve(value);
          else if (this.exit) reject(new Error(`no ${what}, but ${JSON.stringify(this.exit)}; ${told()}`));
        };
        timer = setTimeout(() => reject(new Error(`no ${what} in time; ${told()}`)), PATIENCE);
        this.#waiting.add(check);
        check();
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(check);
    }
  }

  /** Ends it as a crash does, and waits until it is gone. */
  async kill() {
    // One that is `detached` has a group of its own: what it started ends with it.
    if (!this.#group) this.#process.kill("SIGKILL");
    else if (!this.exit) process.kill(-this.#process.pid, "SIGKILL");
    return this.#exit;
  }

  /** Asks it to end, and waits until it has. */
  async stop() {
    this.#process.kill("SIGTERM");
    return this.#exit;
  }
}

/** The first origin that a program says it serves: `http://127.0.0.1:3000`. */
export async function origin(program) {
  return (await program.line(/https?:\/\/[\d.]+:\d+/))[0];
}

/** A port that is free now; for a server that has to come back under the same one. */
export async function freePort() {
  const { createServer } = await import("node:net");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
