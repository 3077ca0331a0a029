// The scanner's rows, live: read as a whole now and then, and brought up to date by the channel `score` in between.
import { useEffect, useRef, useState } from 'preact/hooks';
import { subscribe } from './socket';
import type { StreamMessage } from './subscriptions';
import type { Summary, SummaryItem } from './types';
import { useData, type Data } from './use-data';

/** Seconds between readings; the summary has an ETag, so one that did not change costs nothing. */
const EVERY = 5;

/** Rows are handed on at most this often, in milliseconds, however many messages come. */
const FRAME = 100;

export const keyOf = (item: { ticker: string; venue: string }): string => `${item.venue}:${item.ticker}`;

/** Takes what is newer into the rows. @returns Whether anything was. */
export function take(rows: Map<string, SummaryItem>, items: Iterable<SummaryItem>): boolean {
  let changed = false;
  for (const item of items) {
    const known = rows.get(keyOf(item));
    if (known && Date.parse(known.updatedAt) > Date.parse(item.updatedAt)) continue;
    rows.set(keyOf(item), item);
    changed = true;
  }

  return changed;
}

export interface LiveSummary {
  answer: Data<Summary>;
  rows: readonly SummaryItem[];

  /** How many updates came over the stream. */
  updates: number;
}

/** @param live Whether to listen to the stream as well. */
export function useSummary(live: boolean): LiveSummary {
  const answer = useData<Summary>('/footprint/summary', undefined, EVERY);
  const rows = useRef(new Map<string, SummaryItem>());
  const updates = useRef(0);
  const [shown, setShown] = useState<readonly SummaryItem[]>([]);
  const { data } = answer;
  useEffect(() => {
    if (!data) return;
    // The answer says which rows there are; what came over the stream in the meantime may be newer.
    const next = new Map<string, SummaryItem>();
    take(next, data.items);
    take(next, [...rows.current.values()].filter(r => next.has(keyOf(r)) && r.lastTradeAt.slice(0, 10) >= (data.date ?? '')));
    rows.current = next;
    setShown([...next.values()]);
  }, [data]);
  useEffect(() => {
    if (!live) return;
    let waiting: SummaryItem[] = [];
    let timer = 0;
    const show = () => {
      timer = 0;
      const items = waiting;
      waiting = [];
      if (take(rows.current, items)) setShown([...rows.current.values()]);
    };
    const end = subscribe('score', '*', (message: StreamMessage) => {
      if (message.event !== 'score') return;
      updates.current++;
      waiting.push(message as unknown as SummaryItem);
      timer ||= window.setTimeout(show, FRAME);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [live]);
  return { answer, rows: shown, updates: updates.current };
}
