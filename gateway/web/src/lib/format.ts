// Numbers, money and times as people read them, in the language in force. Times are WIB (UTC+7) wherever the browser is.
import { language } from './i18n';

const UNITS = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M']] as const;
const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

const locale = (): string => (language.value === 'id' ? 'id-ID' : 'en-GB');

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${locale()}${JSON.stringify(options)}`;
  let known = cache.get(key) as Intl.NumberFormat | undefined;
  if (!known) cache.set(key, (known = new Intl.NumberFormat(locale(), options)));
  return known;
}

function times(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `t${locale()}${JSON.stringify(options)}`;
  let known = cache.get(key) as Intl.DateTimeFormat | undefined;
  if (!known) cache.set(key, (known = new Intl.DateTimeFormat(locale(), { timeZone: 'Asia/Jakarta', hourCycle: 'h23', ...options })));
  return known;
}

/** A missing number. */
export const NONE = '–';

/** A number of an answer: null where it is not known. */
export type Maybe = number | null | undefined;

const known = (value: Maybe): value is number => typeof value === 'number' && Number.isFinite(value);

/**
 * Money or another large amount in the short form "125 T", "-45 B", "3 M" (10¹², 10⁹, 10⁶ in both languages), three significant
 * digits; below a million it is written out.
 */
export function rupiah(value: Maybe): string {
  if (!known(value)) return NONE;
  for (const [unit, name] of UNITS) {
    // Rounded first, so that 999,999,999 is "1 B" and not "1000 M".
    const scaled = Number((value / unit).toPrecision(3));
    if (Math.abs(scaled) >= 1) return `${numbers({ maximumSignificantDigits: 3 }).format(scaled)} ${name}`;
  }

  return numbers({ maximumFractionDigits: 0 }).format(value === 0 ? 0 : value);
}

/** The short form with a plus sign in front of what is above zero. */
export const signedRupiah = (value: Maybe): string => (known(value) && value > 0 ? `+${rupiah(value)}` : rupiah(value));

/** A price, with as many decimals as it has, at most eight; of an average so many as say something. */
export const price = (value: Maybe, most = 8): string => (known(value) ? numbers({ maximumFractionDigits: most }).format(value) : NONE);

/** A whole number with separators. */
export const count = (value: Maybe): string => (known(value) ? numbers({ maximumFractionDigits: 0 }).format(value) : NONE);

/** A whole number with separators and its sign: "+1,250". */
export const signedCount = (value: Maybe): string => (known(value) ? numbers({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(value) : NONE);

/** A number with fixed decimals. */
export const decimal = (value: Maybe, digits = 2): string => (known(value) ? numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value) : NONE);

/** Bytes in powers of 1000: "281 MB". */
export function bytes(value: Maybe): string {
  if (!known(value)) return NONE;
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3)));
  return `${numbers({ maximumSignificantDigits: 3 }).format(value / 1000 ** power)} ${names[power]}`;
}

/** A percentage with its sign: "+1.25%". */
export const percent = (value: Maybe, digits = 2): string =>
  known(value) ? `${numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(value)}%` : NONE;

/** Shares as lots of a lot size. */
export const lots = (shares: Maybe, lotSize = 100): string => (known(shares) ? count(shares / lotSize) : NONE);

/** Which way a number goes, as a class name: "up", "down" or "". */
export const direction = (value: Maybe): '' | 'up' | 'down' => (!known(value) || value === 0 ? '' : value > 0 ? 'up' : 'down');

/** Milliseconds of an instant: ISO text or milliseconds. NaN when it is none. */
export const instant = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at));

/** "14:03:22" in WIB. */
export const clock = (at: string | number, seconds = true): string =>
  times(seconds ? { hour: '2-digit', minute: '2-digit', second: '2-digit' } : { hour: '2-digit', minute: '2-digit' }).format(instant(at)).replaceAll('.', ':');

/** "18 Feb 2026": of an instant in WIB, or of a trading date. */
export const day = (at: string | number): string => times({ day: 'numeric', month: 'short', year: 'numeric' }).format(dateOf(at));

/** "18 Feb": for axes. */
export const shortDay = (at: string | number): string => times({ day: 'numeric', month: 'short' }).format(dateOf(at));

/** "Wed, 18 Feb 2026". */
export const longDay = (at: string | number): string => times({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(dateOf(at));

/** "18 Feb 2026 14:03:22 WIB". */
export const stamp = (at: string | number): string => `${day(at)} ${clock(at)} WIB`;

/** A trading date is a day in WIB, not midnight in London. */
const dateOf = (at: string | number): number => (typeof at === 'string' && at.length === 10 ? Date.parse(`${at}T00:00:00+07:00`) : instant(at));

/** How long: "12 s", "4 min", "3 h", "2 d" (in Indonesian dtk, mnt, jam, hr), never below zero. */
export function span(ms: number): string {
  const names = language.value === 'id' ? ['dtk', 'mnt', 'jam', 'hr'] : ['s', 'min', 'h', 'd'];
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} ${names[0]}`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} ${names[1]}`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} ${names[2]}`;
  return `${Math.round(seconds / 86_400)} ${names[3]}`;
}
