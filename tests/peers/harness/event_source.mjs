// What a test does with an `EventSource` in a page.

/** Opens one in the page; it is `window.sources[index]`, with what it hears in `events` and `errors`. */
export async function listen(page, url, { names = ["message"], ...init } = {}) {
  return page.evaluate(([url, names, init]) => {
    const source = new EventSource(url, init);
    source.events = [];
    source.errors = [];
    for (const name of names) {
      source.addEventListener(name, ({ type, data, lastEventId, origin }) =>
        source.events.push({ type, data, id: lastEventId, origin }));
    }
    source.onerror = () => source.errors.push(source.readyState);
    window.sources ??= [];
    return window.sources.push(source) - 1;
  }, [String(url), names, init]);
}

/** What it has heard, as soon as that is at least so much. */
export async function heard(page, index, count) {
  const enough = ([index, count]) => window.sources[index].events.length >= count;
  await page.waitForFunction(enough, [index, count]);
  return page.evaluate((index) => window.sources[index].events, index);
}

/** The states that it had an error in, as soon as there is such an error. */
export async function failed(page, index, state) {
  const said = ([index, state]) => window.sources[index].errors.includes(state);
  await page.waitForFunction(said, [index, state]);
  return page.evaluate((index) => window.sources[index].errors, index);
}

/** Closes it. */
export const close = (page, index) => page.evaluate((index) => window.sources[index].close(), index);

/** The states of an `EventSource`. */
export const CONNECTING = 0, OPEN = 1, CLOSED = 2;
