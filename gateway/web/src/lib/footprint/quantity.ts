// Volumes on the chart: in lots, short enough for a cell.
import { language } from '../i18n';
import { count, decimal } from '../format';

const UNITS = [[1e12, ' T'], [1e9, ' B'], [1e6, ' M'], [1e3, ' K']] as const;
const MOST = 4000;
const known = new Map<string, string>();

/** Three significant digits and a unit from 10,000 on: 12,300 is "12.3 K". */
export function short(value: number): string {
  const key = `${language.peek()}${value}`;
  let text = known.get(key);
  if (text === undefined) {
    if (known.size > MOST) known.clear();
    known.set(key, (text = write(value)));
  }

  return text;
}

function write(value: number): string {
  const size = Math.abs(value);
  const locale = language.peek() === 'id' ? 'id-ID' : 'en-GB';
  if (size >= 9999.5) {
    for (const [unit, name] of UNITS) {
      // Rounded first, so that 999,999 is "1 M" and not "1000 K".
      const scaled = Number((value / unit).toPrecision(3));
      if (Math.abs(scaled) >= 1) return scaled.toLocaleString(locale, { maximumSignificantDigits: 3 }) + name;
    }
  }

  return value.toLocaleString(locale, Number.isInteger(value) ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

export const signedShort = (value: number): string => (value > 0 ? '+' : '') + short(value);

/** All digits of a volume in lots. */
export const full = (shares: number, lot: number): string => (Number.isInteger(shares / lot) ? count(shares / lot) : decimal(shares / lot, 2));

export const signedFull = (shares: number, lot: number): string => (shares > 0 ? '+' : '') + full(shares, lot);
