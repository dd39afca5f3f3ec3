// nginx, with a configuration, a port and a folder of its own for each test.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { eventually } from "./eventually.mjs";
import { Program, freePort } from "./program.mjs";

/** Where a program is, also one that only root has on the path; or `undefined`. */
export function find(name) {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

const executable = find("nginx");

/** For a test's options: why it cannot run here, or `false`. */
export const skip = executable ? false : "nginx is not installed";

/** Whether a port of this machine accepts connections. */
export function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

/** A folder that goes with the test. */
export function folder(test) {
  const made = mkdtempSync(path.join(tmpdir(), "peers-"));
  test.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A certificate for 127.0.0.1 that nobody trusts, as `cert.pem` and `key.pem` in a folder. */
export function certificate(at) {
  const files = ["-keyout", path.join(at, "key.pem"), "-out", path.join(at, "cert.pem")];
  const key = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", "-days", "2", ...key, ...name, ...files], { stdio: "ignore" });
}

/** Only the frame: what a test or the documentation configures is put inside. */
const frame = (http, main, at) => `
${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
pid ${at}/nginx.pid;
error_log ${at}/error.log notice;
${main}
events {}
http {
  access_log ${at}/access.log;
  client_body_temp_path ${at}/body;
  proxy_temp_path ${at}/proxy;
  fastcgi_temp_path ${at}/fastcgi;
  uwsgi_temp_path ${at}/uwsgi;
  scgi_temp_path ${at}/scgi;
${http}
}
`;

/** An nginx that runs, until the test ends. */
export class Nginx {
  #test;
  #program;

  /**
   * Starts one. `http` is what its `http` block holds, where `PORT` is a port and `FOLDER` a folder of its own;
   * `main` is what stands outside.
   */
  static async start(test, http, { main = "", tls = false } = {}) {
    const nginx = new Nginx();
    nginx.#test = test;
    nginx.folder = folder(test);
    if (tls) certificate(nginx.folder);
    nginx.port = await freePort();
    nginx.url = `${tls ? "https" : "http"}://127.0.0.1:${nginx.port}`;
    nginx.configure(http, main);
    await nginx.restart();
    return nginx;
  }

  /** Writes the configuration. What runs reads it at its next start, or at a reload. */
  configure(http, main = "") {
    const text = frame(http, main, this.folder).replaceAll("PORT", this.port);
    writeFileSync(path.join(this.folder, "nginx.conf"), text.replaceAll("FOLDER", this.folder));
  }

  /** Starts it, at first or again. */
  async restart() {
    // Its workers are in a group with it: when it is killed, they are, too.
    const args = this.#arguments("-g", "daemon off;");
    this.#program = Program.other(this.#test, executable, ...args, { detached: true });
    await eventually("nginx accepts connections", () => {
      if (this.#program.exit) throw new Error(`nginx ended:\n${this.log("error")}`);
      return accepts(this.port);
    });
  }

  /** `nginx -s reload`: new workers take what comes; the old ones keep what they have. */
  async reload() {
    const loaded = () => this.log("error").split("reconfiguring").length;
    const before = loaded();
    execFileSync(executable, this.#arguments("-s", "reload"));
    await eventually("nginx has a new worker", () => loaded() > before && accepts(this.port));
  }

  /** Ends it as a crash does, with its workers. */
  kill() {
    return this.#program.kill();
  }

  /** What it has logged: `error` or `access`. */
  log(name) {
    const file = path.join(this.folder, `${name}.log`);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  #arguments(...more) {
    return ["-p", this.folder, "-c", path.join(this.folder, "nginx.conf"),
      "-e", path.join(this.folder, "error.log"), ...more];
  }
}
