// What the guide shows, for tests that run it as it stands there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./program.mjs";

/** What a chapter has in a language: each is there once. */
export function block(chapter, language) {
  const page = readFileSync(path.join(root, "asyncapi-runtime/docs", `${chapter}.md`), "utf8");
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))];
  assert.equal(blocks.length, 1, language);
  return blocks[0][1];
}
