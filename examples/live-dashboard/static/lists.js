// Alerts and deployments: the sum of their events. The server makes the same for pages that are opened later.

import { element, span, time } from "./format.js";

/** How many of a list are shown. */
const SHOWN = 20;

const SUBJECTS = { cpu: "CPU", memory: "Memory", load: "Load per core" };

/** A list, made of events: the same event twice changes nothing. */
class List {
  #entries = new Map();
  #list;

  constructor(list) {
    this.#list = list;
  }

  /** Begins anew with these events. */
  begin(events) {
    this.#entries.clear();
    this.#list.replaceChildren();
    for (const { event, data } of events) this.apply(event, data);
  }

  apply(name, data) {
    const before = this.#entries.get(data.number);
    const entry = this.fold(before?.entry, name, data);
    if (!entry) return;
    const row = this.row(entry);
    Object.assign(row.dataset, { number: data.number, over: this.isOver(entry) });
    this.#entries.set(data.number, { entry, row });
    if (before) before.row.replaceWith(row);
    else this.#list.prepend(row);
    this.#forget();
  }

  /** Forgets the oldest that are over; those that are not are few. */
  #forget() {
    const rows = [...this.#list.children];
    for (const row of rows.slice(1).reverse()) {
      if (this.#list.children.length <= SHOWN) return;
      if (row.dataset.over !== "true") continue;
      this.#entries.delete(Number(row.dataset.number));
      row.remove();
    }
  }
}

/** Alerts: raised, and resolved. */
export class Alerts extends List {
  /** Of which severities alerts are shown. */
  severities = [];

  fold(before, name, data) {
    if (!this.severities.includes(data.severity)) return undefined;
    if (name === "raised") return before ?? { ...data };
    // One that was resolved before this page knew of it says nothing.
    return before && { ...before, resolved: data.at };
  }

  isOver = ({ resolved }) => resolved !== undefined;

  row({ subject, severity, value, threshold, at, resolved }) {
    const row = element("li", resolved ? "over" : "");
    const over = resolved && `over after ${span(Date.parse(resolved) - Date.parse(at))}`;
    row.append(
      element("span", `badge ${severity}`, severity),
      element("span", "what", `${SUBJECTS[subject] ?? subject} at ${value} %`),
      element("span", "more", over ?? `${threshold} % or more`),
      element("time", "", time(at)),
    );
    return row;
  }
}

/** Deployments: started, progressed, and succeeded or failed. */
export class Deployments extends List {
  fold(before, name, data) {
    if (name === "started") return before ?? { ...data, percent: 0, state: "running" };
    if (!before) return undefined;
    if (before.state !== "running") return before;
    if (name === "progressed") return { ...before, percent: data.percent };
    return { ...before, percent: 100, state: name, reason: data.reason };
  }

  isOver = ({ state }) => state !== "running";

  row({ service, version, at, percent, state, reason }) {
    const row = element("li", state);
    const bar = element("progress");
    bar.max = 100;
    bar.value = percent;
    bar.setAttribute("aria-label", `${service} ${version}`);
    row.append(
      element("span", `badge ${state}`, state === "running" ? `${percent} %` : state),
      element("span", "what", `${service} ${version}`),
      state === "running" ? bar : element("span", "more", reason ?? ""),
      element("time", "", time(at)),
    );
    return row;
  }
}
