// The range of dates that the page shows. Pure.

export const PRESETS = [7, 30, 90] as const;

const DAY = 86_400_000;

/** The last so many calendar days with data, or two dates, both inclusive. */
export type Range = { days: number } | { from: string; to: string };

const isDate = (text: string | null): text is string => text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && Number.isFinite(Date.parse(text));

/** Reads `days=`, or `from=` and `to=`; the default is 30 days. */
export function readRange(query: URLSearchParams): Range {
  const [from, to] = [query.get('from'), query.get('to')];
  if (isDate(from) && isDate(to) && from <= to) return { from, to };
  const days = Number(query.get('days'));
  return { days: PRESETS.find(p => p === days) ?? 30 };
}

export const addDays = (date: string, days: number): string => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

/** Calendar days from one date to another, both counted. */
export const daysOf = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
