// Serves numbers as a hand-written server does, and resumes by `Last-Event-ID`: a program to kill.

import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const server = createServer(async (request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let number = Number(request.headers["last-event-id"] ?? 0) + 1; !response.destroyed; number += 1) {
    response.write(`data: {"number":${number}}\nid: ${number}\n\n`);
    await sleep(10);
  }
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => {
  console.log(`serving http://127.0.0.1:${server.address().port}`);
});
