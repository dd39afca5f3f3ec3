// A connection beside the one that is tested, which sees what no client shows: the comments.

import { get } from "node:http";
import { once } from "node:events";
import { eventually } from "./eventually.mjs";

/** Reads a stream as it is on the wire. */
export class Witness {
  /** All that came. */
  text = "";

  static async of(t, url) {
    const witness = new Witness();
    const request = get(url);
    t.after(() => request.destroy());
    const [response] = await once(request, "response");
    response.setEncoding("utf8").on("data", (text) => (witness.text += text));
    // The test ends it.
    response.on("error", () => {});
    return witness;
  }

  /** Waits for so many more heartbeats: the time that this takes is idle for everybody. */
  async comments(count) {
    const comments = () => this.text.match(/^:/gm)?.length ?? 0;
    const enough = comments() + count;
    await eventually(`${count} heartbeats`, () => comments() >= enough);
  }
}
