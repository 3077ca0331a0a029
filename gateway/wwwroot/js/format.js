// Numbers and times as the page shows them: compact volumes ("3 M", "-45 B"), times in WIB.

const UNITS = [[1e12, ' T'], [1e9, ' B'], [1e6, ' M'], [1e3, ' K']];
const WIB = 7 * 3600e3; // Western Indonesia has no summer time.
const prices = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8 });
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = n => (n < 10 ? '0' : '') + n;

/** Three significant digits and a unit: 1250000 is "1.25 M". */
export function compact(value) {
  const size = Math.abs(value);
  for (const [unit, name] of UNITS) {
    // Rounded first, so that 999999 is "1 M" and not "1000 K".
    if (Number((size / unit).toPrecision(3)) >= 1) return Number((value / unit).toPrecision(3)) + name;
  }

  return String(Number(value.toPrecision(3)));
}

export const signed = value => (value > 0 ? '+' : '') + compact(value);
export const price = value => prices.format(value);
export const percent = (value, decimals = 2) => `${value > 0 ? '+' : ''}${value.toFixed(decimals)} %`;
export const count = value => value.toLocaleString('en-US');
export const sign = value => (value > 0 ? 'up' : value < 0 ? 'down' : '');

const local = ms => new Date(ms + WIB);

export function clock(ms, seconds = false) {
  const d = local(ms);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}${seconds ? `:${two(d.getUTCSeconds())}` : ''}`;
}

export function day(ms) {
  const d = local(ms);
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
}

export function date(ms) {
  const d = local(ms);
  return `${DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
}

/** A number that differs for every WIB date. */
export const dayNumber = ms => Math.floor((ms + WIB) / 86400e3);

export function age(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 120) return `${s} s ago`;
  if (s < 7200) return `${Math.floor(s / 60)} min ago`;
  if (s < 172800) return `${Math.floor(s / 3600)} h ago`;
  return `${Math.floor(s / 86400)} days ago`;
}
