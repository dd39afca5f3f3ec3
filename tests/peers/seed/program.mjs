// The seed's server as a process of its own, for a test that ends it: `node program.mjs IMPLEMENTATION PORT`.

import express, { Router } from "express";
import { implementations } from "./implementations.mjs";

const [index, port] = process.argv.slice(2).map(Number);
const router = Router();
const callback = (request, response, next, parameters, sendEvent) => sendEvent({ text: parameters.userId });
implementations[index].notifications.register({ router, callback });
express().use(router).listen(port, "127.0.0.1", () => console.log(`serving http://127.0.0.1:${port}`));
