// The streams: the browser's own EventSource, which connects again by itself and resumes after its last event.

/** How long a page waits that was refused, in milliseconds: the browser itself gives up then. */
const REFUSED = 5000;

/**
 * A channel that a page listens to. What it tells is in `hooks`: `event`, `gap`, and `state` for each change
 * of state, with whether it was lost, and not closed on purpose.
 */
export class Stream {
  /** `connecting`, `open` or `closed`. */
  state = "closed";
  /** The id of the last event. */
  last = null;
  #source = null;
  #timer = null;

  /** Events by these names; none for a channel with one message, whose events have no name. */
  constructor(label, names, hooks) {
    this.label = label;
    this.names = names;
    this.hooks = hooks;
  }

  /** Listens: to what comes after the event `after`, or from now on. */
  open(path, after) {
    this.#drop();
    this.path = path;
    this.last = after;
    this.#connect();
  }

  /** Goes on after the last event. A new EventSource knows nothing of the one before, so the address says it. */
  reopen() {
    this.open(this.path, this.last);
  }

  #connect() {
    const query = this.last === null ? "" : `?${new URLSearchParams({ last_event_id: this.last })}`;
    const source = new EventSource(this.path + query);
    this.#source = source;
    this.#tell("connecting", false);
    source.onopen = () => this.#tell("open", false);
    source.onerror = () => {
      if (source.readyState === EventSource.CONNECTING) return this.#tell("connecting", true);
      // Refused: the server is stopping, or full. EventSource leaves it to the page whether to ask again.
      this.#tell("closed", true);
      this.#timer = setTimeout(() => this.#connect(), REFUSED);
    };
    const got = (event) => {
      this.last = event.lastEventId;
      this.hooks.event(this, event.type, JSON.parse(event.data), event);
    };
    if (this.names.length === 0) source.onmessage = got;
    for (const name of this.names) source.addEventListener(name, got);
    // The server cannot give all that was missed. What follows is told as ever.
    source.addEventListener("gap", (event) => this.hooks.gap(this, JSON.parse(event.data)));
  }

  /** Ends it: nothing more is told, and the server's side ends as well. */
  close() {
    this.#drop();
    this.#tell("closed", false);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #tell(state, lost) {
    if (state === this.state) return;
    this.state = state;
    this.hooks.state(this, lost);
  }
}
