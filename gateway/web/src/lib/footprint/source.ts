// Reads bars from the API, a range at a time.
import { get } from '../api';
import type { Bar, Timeframe } from './bar';

export interface InstrumentKey {
  ticker: string;

  /** Left out where the code alone says which instrument is meant. */
  venue?: string | undefined;
}

export interface BarRange {
  /** Inclusive and exclusive, in milliseconds; without them the newest trading day. */
  from?: number;
  to?: number;

  /** Price step of the levels; 0 for ticks. */
  step: number;
}

interface Page {
  ticker: string;
  venue: string;
  date: string | null;
  items: Bar[];
  nextCursor: string | null;
}

/** Levels merged so far that a bar has one or a few: for candles, which need none. */
export const NO_LEVELS = 100_000_000;

const PAGE = 5000;

export interface BarAnswer {
  venue: string;

  /** The newest trading day; null before the first trade. */
  date: string | null;
  bars: Bar[];
}

/** All bars of a range; follows the pages. */
export async function readBars(key: InstrumentKey, tf: Timeframe, range: BarRange, signal: AbortSignal): Promise<BarAnswer> {
  const bars: Bar[] = [];
  for (let cursor: string | null = null; ; ) {
    const { data }: { data: Page } = await get<Page>(
      `/footprint/${encodeURIComponent(key.ticker)}`,
      { venue: key.venue, tf, from: range.from, to: range.to, level: range.step || undefined, limit: PAGE, cursor },
      signal,
    );
    bars.push(...data.items);
    cursor = data.nextCursor;
    if (cursor === null) return { venue: data.venue, date: data.date, bars };
  }
}
