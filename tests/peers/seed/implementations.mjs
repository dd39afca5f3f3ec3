// The seed's code for `asyncapi.yaml`: what its generator wrote, if npm has it, and what we wrote after it.

import "../harness/page.mjs";
import * as client from "./client.mjs";
import { generated } from "./generate.mjs";
import * as server from "./server.mjs";

/** What runs, each with a `name`, and `skip`, the reason if it cannot run here. */
export const implementations = [
  { name: "as its generator writes it, written by us after it", ...functions({ ...client, ...server }) },
  await original(),
];

async function original() {
  const { skip, name, module } = await generated();
  if (skip) return { name: "as its generator wrote it: NOT RUN", skip };
  return { name, ...functions(module) };
}

/** By channel. What is generated for operations has their names, `listenForReceiveNumbers`. */
function functions(module) {
  const find = (pattern) => Object.entries(module).find(([name]) => pattern.test(name))?.[1];
  const both = (name) => ({
    listen: find(new RegExp(`^listenFor(Receive|Consume|Send)?${name}s?$`, "i")),
    register: find(new RegExp(`^register(Send|Receive|Consume)?${name}s?$`, "i")),
  });
  return {
    users: both("UserSignup"),
    notifications: both("Notification"),
    numbers: both("Number"),
    lines: both("Line"),
  };
}
