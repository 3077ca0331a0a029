// The scanner's row of one instrument, live.
import { useEffect, useState } from 'preact/hooks';
import { subscribe } from './socket';
import { keyOf } from './summary';
import type { Summary, SummaryItem } from './types';
import { useData, type Data } from './use-data';

/** Seconds between readings of the whole summary; in between the stream brings the row. */
const EVERY = 60;

/** @param venue Undefined while it is not known; then there is no row. */
export function useRow(ticker: string, venue: string | undefined): { row: SummaryItem | null; answer: Data<Summary> } {
  const answer = useData<Summary>(venue ? '/footprint/summary' : null, { venue }, EVERY);
  const [streamed, setStreamed] = useState<SummaryItem | null>(null);
  useEffect(() => {
    if (!venue) return;
    return subscribe(
      'score',
      ticker,
      message => {
        if (message.event === 'score') setStreamed(message as unknown as SummaryItem);
      },
      venue,
    );
  }, [ticker, venue]);
  if (!venue) return { row: null, answer };
  const key = keyOf({ ticker, venue });
  const read = answer.data?.items.find(i => keyOf(i) === key) ?? null;
  const live = streamed && keyOf(streamed) === key ? streamed : null;
  return { row: live && (!read || Date.parse(live.updatedAt) >= Date.parse(read.updatedAt)) ? live : read, answer };
}
