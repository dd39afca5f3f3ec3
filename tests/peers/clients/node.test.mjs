// Clients of node against the generated server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventSource } from "eventsource";
import { Program, origin } from "../harness/program.mjs";

test("eventsource: numbers in order", async (t) => {
  const server = Program.ours(t, "peers-server");
  const source = new EventSource(`${await origin(server)}/numbers`);
  t.after(() => source.close());
  const seen = [];
  await new Promise((resolve, reject) => {
    source.onerror = reject;
    source.onmessage = ({ data, lastEventId }) => {
      seen.push([JSON.parse(data).number, lastEventId]);
      if (seen.length === 3) resolve();
    };
  });
  assert.deepEqual(seen, [[1, "1"], [2, "2"], [3, "3"]]);
});
