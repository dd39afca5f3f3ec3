// The charts, drawn by uPlot. Without it a page has the figures only.

import { bytes, time } from "./format.js";

/** How many readings a chart shows. */
const SHOWN = 180;

const percent = { range: [0, 100], values: (_, ticks) => ticks.map((tick) => `${tick} %`) };
const rate = { values: (_, ticks) => ticks.map((tick) => bytes(tick)) };

/** What each chart draws of a reading, a line a value; `fill` is below the first, `thin` are the others. */
const CHARTS = {
  cpu: { scale: percent, lines: (r) => [r.cpu, ...r.cores], fill: true, thin: true },
  memory: { scale: percent, lines: (r) => [(r.memory.used / r.memory.total) * 100], fill: true },
  load: { scale: {}, lines: (r) => [r.load.one, r.load.five, r.load.fifteen] },
  network: { scale: rate, lines: (r) => [r.network.received, r.network.sent] },
};

export class Charts {
  #readings = [];
  #plots = [];
  #hover;
  #uPlot;
  #due = false;

  /** `hover` is called with the reading under the pointer, and with `undefined` when there is none. */
  constructor(uPlot, hover) {
    this.#uPlot = uPlot;
    this.#hover = hover;
    // What is drawn on a canvas does not follow the style sheet by itself.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
  }

  /** Adds a reading. */
  add(reading) {
    this.#readings.push({ ...reading, seconds: Date.parse(reading.at) / 1000 });
    if (this.#due) return;
    // Those that come together, as at the start, are drawn together.
    this.#due = true;
    requestAnimationFrame(() => this.#draw());
  }

  /** From here on something is missing: no line leads over it. */
  gap() {
    const last = this.#readings.at(-1);
    if (last && !last.missing) this.#readings.push({ seconds: last.seconds + 0.001, missing: true });
  }

  #draw() {
    this.#due = false;
    this.#readings = this.#readings.slice(-SHOWN);
    if (this.#plots.length === 0) this.#make();
    const times = this.#readings.map(({ seconds }) => seconds);
    for (const { plot, lines, count, box } of this.#plots) {
      const rows = this.#readings.map((reading) => (reading.missing ? null : lines(reading)));
      const columns = Array.from({ length: count }, (_, line) => rows.map((row) => row?.[line] ?? null));
      plot.setData([times, ...columns]);
      box.dataset.points = times.length;
    }
  }

  #make() {
    const first = this.#readings.find(({ missing }) => !missing);
    if (!first) return;
    for (const [id, chart] of Object.entries(CHARTS)) {
      const box = document.querySelector(`#${id} .chart`);
      const count = chart.lines(first).length;
      const plot = new this.#uPlot(this.#options(chart, count, box), [[], ...Array(count).fill([])], box);
      this.#plots.push({ plot, box, count, lines: chart.lines });
      // It has the width of its tile, whatever that is.
      new ResizeObserver(() => plot.setSize(size(box))).observe(box);
    }
  }

  #options({ scale, fill, thin }, count, box) {
    const axis = {
      stroke: () => colour("--muted"),
      grid: { stroke: () => colour("--line"), width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
    };
    const series = Array.from({ length: count }, (_, line) => ({
      stroke: () => colour(thin && line > 0 ? "--faint" : `--k${line + 1}`),
      fill: fill && line === 0 ? () => colour("--area") : undefined,
      width: thin && line > 0 ? 1 : 1.75,
      points: { show: false },
    }));
    return {
      ...size(box),
      legend: { show: false },
      padding: [8, 22, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false }, sync: { key: "dashboard" } },
      scales: { y: { range: scale.range ?? ((_, __, most) => [0, Math.max(most * 1.15, 1)]) } },
      axes: [
        { ...axis, space: 70, size: 24, values: (_, ticks) => ticks.map((seconds) => time(seconds * 1000)) },
        { ...axis, space: 30, size: 52, values: scale.values },
      ],
      series: [{}, ...series],
      hooks: { setCursor: [(plot) => this.#hovered(plot.cursor.idx)] },
    };
  }

  #hovered(index) {
    const reading = this.#readings[index ?? -1];
    this.#hover(reading?.missing ? undefined : reading);
  }

  #redraw() {
    for (const { plot } of this.#plots) plot.redraw(false);
  }
}

function size(box) {
  return { width: Math.max(box.clientWidth, 120), height: Math.max(box.clientHeight, 90) };
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
