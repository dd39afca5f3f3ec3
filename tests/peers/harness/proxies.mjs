// HAProxy, Apache httpd and Caddy: each starts with a configuration of the test's, in which `PORT` is a
// port and `FOLDER` a folder of its own, and ends with the test. nginx has a file for itself.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "./eventually.mjs";
import { accepts, find, folder } from "./nginx.mjs";
import { Program, freePort } from "./program.mjs";

/** A proxy: `skip` is why it cannot run here, or `false`; `start` starts it. */
function proxy(name, { file = () => "proxy.conf", wrap = (text) => text, args, options = () => ({}) }) {
  const executable = find(name);
  const start = async (test, configuration, { files = {} } = {}) => {
    const [at, port] = [folder(test), await freePort()];
    const filled = (text) => `${text.replaceAll("PORT", port).replaceAll("FOLDER", at).trim()}\n`;
    const written = path.join(at, file());
    writeFileSync(written, filled(wrap(configuration, executable)));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(at, name), text);
    const program = Program.other(test, executable, ...args(written), options(at));
    await eventually(`${name} accepts connections`, () => {
      if (program.exit) throw new Error(`${name} ended:\n${program.errors.join("\n")}`);
      return accepts(port);
    });
    return { url: `http://127.0.0.1:${port}`, folder: at };
  };
  return { name, skip: executable ? false : `${name} is not installed`, start };
}

export const haproxy = proxy("haproxy", { args: (file) => ["-db", "-f", file] });

const MODULES = ["mpm_event", "authz_core", "proxy", "proxy_http", "deflate", "filter"];

/** Debian's `apache2-bin`: a program and its modules, and no service. */
export const apache = proxy("apache2", {
  wrap: (text, executable) => `
    ServerRoot FOLDER
    ServerName 127.0.0.1
    PidFile FOLDER/pid
    ErrorLog FOLDER/error.log
    DefaultRuntimeDir FOLDER
    Mutex pthread
    Listen 127.0.0.1:PORT
    ${process.getuid?.() === 0 ? "User nobody\nGroup nogroup" : ""}
    ${MODULES.map((name) => `LoadModule ${name}_module ${modules(executable)}/mod_${name}.so`).join("\n")}
    ${text}`,
  args: (file) => ["-DFOREGROUND", "-f", file],
  // Its children are in a group with it.
  options: () => ({ detached: true }),
});

const modules = (executable) => path.join(path.dirname(executable), "../lib/apache2/modules");

export const caddy = proxy("caddy", {
  file: () => "Caddyfile",
  wrap: (text) => `{\n  admin off\n  log {\n    output discard\n  }\n}\n${text}`,
  args: (file) => ["run", "--config", file],
  // It keeps its configuration in a folder of the user.
  options: (at) => ({ env: { ...process.env, HOME: at, XDG_CONFIG_HOME: at, XDG_DATA_HOME: at } }),
});
