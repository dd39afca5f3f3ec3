// The page: begins with the sum of what has happened, then listens.

import { Charts } from "./charts.js";
import { bytes, element, span, time } from "./format.js";
import { Alerts, Deployments } from "./lists.js";
import { Stream } from "./streams.js";

/** How many events are shown as they came, and how many notices. */
const [EVENTS, NOTICES] = [200, 4];

const $ = (id) => document.getElementById(id);
const alerts = new Alerts($("alerts"));
const deployments = new Deployments($("deployments"));
let charts;
let latest;

// Three streams: over HTTP/1.1 a browser has six connections to a server, for all of its tabs.
const hooks = { event, gap, state: connectionChanged };
const streams = {
  metrics: new Stream("metrics", [], hooks),
  alerts: new Stream("alerts", ["raised", "resolved"], hooks),
  deployments: new Stream("deployments", ["started", "progressed", "succeeded", "failed"], hooks),
};
const all = Object.values(streams);

// --- What comes in

const show = {
  metrics: (_, data) => reading(data),
  alerts: (name, data) => alerts.apply(name, data),
  deployments: (name, data) => deployments.apply(name, data),
};
/** Events that have to wait until the lists have begun anew. */
let waiting = null;

function event(stream, name, data, { lastEventId, data: text }) {
  wire(stream.label, lastEventId, name, text);
  const apply = () => show[stream.label](name, data);
  if (waiting && stream !== streams.metrics) waiting.push(apply);
  else apply();
}

/** The server's sum of all events, with the ids to go on from. Asked again when events are missing. */
function begin() {
  // One after the other: two streams may ask at the same time.
  begun = begun.then(load, load);
  return begun;
}
let begun = Promise.resolve();

async function load() {
  waiting = [];
  try {
    const response = await fetch("state");
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const state = await response.json();
    const least = state.severities.indexOf($("severity").value);
    alerts.severities = state.severities.slice(Math.max(least, 0));
    alerts.begin(state.alerts);
    deployments.begin(state.deployments);
    return state;
  } finally {
    const events = waiting;
    waiting = null;
    for (const apply of events) apply();
  }
}

const REASONS = {
  expired: "the server does not have them any more",
  unknown: "the server was restarted, and has forgotten them",
  lagged: "this page was too slow",
};
/** The streams that miss events for the same reason, in one notice. */
let missing;

function gap(stream, { reason, last_event_id: id }) {
  wire(stream.label, "", "gap", JSON.stringify({ reason, last_event_id: id }));
  if (missing?.reason !== reason || !missing.told.isConnected) {
    missing = { reason, labels: new Set(), told: notice("gap", "") };
  }
  missing.labels.add(stream.label);
  const labels = [...missing.labels].join(", ");
  tell(missing.told, "gap", `Events are missing from ${labels}: ${REASONS[reason] ?? reason}.`);
  if (stream === streams.metrics) charts?.gap();
  else begin().catch((error) => notice("problem", `The lists could not be loaded anew: ${error.message}.`));
}

// --- The connections

let lost;
let closedByUser = false;

function connectionChanged(stream, wasLost) {
  const chip = $("streams").querySelector(`[data-stream="${stream.label}"]`);
  if (chip) chip.dataset.state = chip.querySelector("output").value = stream.state;
  if (wasLost && !lost) {
    const since = Date.now();
    const text = `Connection lost at ${time(since)}. The browser connects again by itself.`;
    lost = { since, told: notice("lost", text) };
    // What is missing after this is told anew.
    missing = undefined;
  } else if (lost && all.every(({ state }) => state === "open")) {
    const text = `Lost for ${span(Date.now() - lost.since)}, resumed at ${time(Date.now())}.`;
    tell(lost.told, "resumed", text);
    lost = undefined;
  }
}

function toggle() {
  closedByUser = !closedByUser;
  lost?.told.remove();
  lost = undefined;
  for (const stream of all) closedByUser ? stream.close() : stream.reopen();
  $("connection").textContent = closedByUser ? "Reconnect" : "Disconnect";
  $("connection").setAttribute("aria-pressed", closedByUser);
  document.body.classList.toggle("offline", closedByUser);
}

function notice(kind, text) {
  const item = element("li");
  const close = element("button", "", "×");
  close.setAttribute("aria-label", "Dismiss");
  close.onclick = () => item.remove();
  item.append(element("span"), close);
  tell(item, kind, text);
  $("notices").prepend(item);
  while ($("notices").children.length > NOTICES) $("notices").lastElementChild.remove();
  return item;
}

function tell(item, kind, text) {
  item.className = kind;
  item.firstElementChild.textContent = text;
}

/** An event as it came. */
let count = 0;
function wire(stream, id, name, text) {
  count += 1;
  $("count").value = `${count} event${count === 1 ? "" : "s"}`;
  const item = element("li");
  Object.assign(item.dataset, { stream, id, name });
  const code = (kind, text) => element("code", kind, text);
  item.append(code("id", id), code("name", `${stream} ${name}`), code("data", text));
  $("events").prepend(item);
  while ($("events").children.length > EVENTS) $("events").lastElementChild.remove();
}

// --- The figures

function reading(data) {
  latest = data;
  charts?.add(data);
  figures(data);
}

/** Shows a reading: the latest one, or that under the pointer. */
function figures(data) {
  if (!data) return;
  const { memory, load, network } = data;
  const texts = {
    cpu: data.cpu.toFixed(1),
    memory: ((memory.used / memory.total) * 100).toFixed(1),
    used: bytes(memory.used),
    total: bytes(memory.total),
    one: load.one.toFixed(2),
    five: load.five.toFixed(2),
    fifteen: load.fifteen.toFixed(2),
    received: `${bytes(network.received)}/s`,
    sent: `${bytes(network.sent)}/s`,
  };
  for (const [name, text] of Object.entries(texts)) {
    document.querySelector(`[data-figure="${name}"]`).value = text;
  }
  $("moment").textContent = time(data.at);
  $("moment").dateTime = data.at;
  const cores = $("cores");
  while (cores.children.length < data.cores.length) cores.append(element("li"));
  data.cores.forEach((percent, core) => {
    cores.children[core].style.setProperty("--busy", `${percent}%`);
    cores.children[core].title = `core ${core}: ${percent} %`;
  });
}

// --- The start

async function controls(state) {
  $("host").value = state.host;
  for (const stream of all) {
    const chip = element("li");
    chip.dataset.stream = stream.label;
    chip.dataset.state = stream.state;
    const output = element("output");
    output.value = stream.state;
    chip.append(element("span", "", stream.label), output);
    $("streams").append(chip);
  }
  state.severities.forEach((severity, index) => {
    const worse = index < state.severities.length - 1;
    $("severity").append(new Option(worse ? `${severity} and worse` : `${severity} only`, severity));
  });
  // Another severity is another stream, and another sum.
  $("severity").onchange = () =>
    begin().then(({ cursors }) => {
      streams.alerts.open(`alerts/${$("severity").value}`, cursors.alerts);
      if (closedByUser) streams.alerts.close();
    }, failed);
  $("alert-at").value = state.alertAt;
  $("alert-at").onchange = ({ target }) => {
    if (target.reportValidity()) ask("PUT", `alert-at/${target.valueAsNumber}`);
  };
  for (const service of state.services) {
    const button = element("button", "", `Deploy ${service}`);
    button.type = "button";
    button.onclick = () => ask("POST", `deployments/${service}`);
    $("services").append(button);
  }
  $("connection").onclick = toggle;
}

async function ask(method, path) {
  try {
    const response = await fetch(path, { method });
    if (!response.ok) throw new Error((await response.text()).trim());
  } catch (error) {
    failed(error);
  }
}

function failed(error) {
  notice("problem", `That did not work: ${error.message}.`);
}

async function start() {
  const state = await begin();
  await controls(state);
  if (state.charts) {
    const { default: uPlot } = await import("./uplot.js");
    document.head.append(Object.assign(element("link"), { rel: "stylesheet", href: "uplot.css" }));
    charts = new Charts(uPlot, (hovered) => figures(hovered ?? latest));
  } else {
    document.body.classList.add("plain");
    notice("charts", `Figures only. For charts, run “${state.install}” and load this page again.`);
  }
  const { cursors } = state;
  streams.metrics.open("hosts/local/metrics", cursors.metrics);
  streams.alerts.open(`alerts/${$("severity").value}`, cursors.alerts);
  streams.deployments.open("deployments", cursors.deployments);
}

start().catch((error) => notice("problem", `The page could not start: ${error.message}. Load it again.`));
