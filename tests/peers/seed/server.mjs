// What the seed's generator (The Codegen Project's CLI) makes of `asyncapi.yaml` for a server, as far as the
// other end can tell. Written anew, after what is generated in its repository `the-codegen-project/cli`:
// `test/runtime/typescript/src/channels/event_source.ts`. Express beneath is the real one.

/** `registerX({router, callback: (request, response, next, [parameters,] sendEvent)})`. */
function registration(address) {
  const names = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const pattern = new RegExp(`^${address.replace(/\{\w+\}/g, "([^.]*)")}$`);
  return ({ router, callback }) => {
    const route = `/${address.replace(/\{(\w+)\}/g, ":$1")}`;
    router.get(route, async (request, response, next) => {
      const first = [request, response, next];
      if (names.length > 0) {
        // From the URL as it came: what is percent-encoded stays so, a query is part of it, and a dot fits
        // nothing, which throws where nobody catches it.
        const match = request.originalUrl.slice(1).match(pattern);
        if (!match) throw new Error(`Unable to find parameters in ${address}`);
        first.push(Object.fromEntries(names.map((name, i) => [name, match[i + 1]])));
      }
      // Node sends this head with the first event, and not before.
      response.writeHead(200, {
        "Cache-Control": "no-cache, no-transform",
        "Content-Type": "text/event-stream",
        Connection: "keep-alive",
        "Access-Control-Allow-Origin": "*",
      });
      // The name is the route, for every message of the channel; there are no ids.
      const sendEvent = (message) => {
        if (response.closed) return;
        response.write(`event: ${route}\n`);
        response.write(`data: ${message.marshal?.() ?? JSON.stringify(message)}\n\n`);
      };
      await callback(...first, sendEvent);
    });
  };
}

export const registerUserSignups = registration("user/signedup");
export const registerNotifications = registration("events/{userId}");
export const registerNumbers = registration("numbers");
export const registerLines = registration("lines");
