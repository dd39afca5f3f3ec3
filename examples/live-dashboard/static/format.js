// Figures for people.

const two = "2-digit";
const clock = new Intl.DateTimeFormat([], { hour: two, minute: two, second: two, hourCycle: "h23" });

/** `14:03:05`, of a date, of a text, or of milliseconds. */
export const time = (at) => clock.format(new Date(at));

/** Bytes in powers of 1000: `1.5 GB`. */
export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (count >= 999.5 && unit < units.length - 1) {
    count /= 1000;
    unit += 1;
  }
  return `${count.toFixed(count < 9.95 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** `47 s`, `3 min`, `2 h`. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** An element with a class and a text. */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
