// Live bars of an instrument for a page: what is read, what the stream brings, and what is known of the instrument.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { session } from '../session';
import { subscribe } from '../socket';
import type { StreamMessage } from '../subscriptions';
import { useInstrument } from '../use-instrument';
import type { Instrument } from '../types';
import type { Bar, Timeframe } from './bar';
import { DataWindow, type WindowState } from './data-window';
import { readBars, type InstrumentKey } from './source';

/** Pushes may be lost; the newest bars are read again now and then. */
const CHECK_EVERY = 30_000;

export interface Footprint {
  window: DataWindow;
  state: WindowState;

  /** Null while it is not known; instruments have one before their first trade. */
  instrument: Instrument | null;

  /** Whether bars can be shown in their lots. */
  ready: boolean;
}

/** @param key The instrument; its parts are compared, not the object. */
export function useFootprint(key: InstrumentKey, timeframe: Timeframe): Footprint {
  const { ticker, venue } = key;
  const who = session.value;
  const window = useMemo(() => new DataWindow(timeframe, (range, signal) => readBars({ ticker, venue }, timeframe, range, signal)), [ticker, venue, timeframe, who]);
  const [known, setKnown] = useState<{ of: DataWindow; state: WindowState }>({ of: window, state: window.state });
  const state = known.of === window ? known.state : window.state;
  const found = useInstrument(ticker, venue ?? state.venue ?? undefined);

  useEffect(() => {
    window.onState = next => setKnown({ of: window, state: next });
    void window.start();
    const check = setInterval(() => {
      if (document.visibilityState === 'visible') window.refresh();
    }, CHECK_EVERY);
    return () => {
      clearInterval(check);
      window.stop();
    };
  }, [window]);

  const { instrument } = found;
  useEffect(() => {
    if (instrument) window.describe(instrument.lotSize, instrument.tickSize ?? 0);
  }, [window, instrument]);

  const market = state.venue;
  useEffect(() => {
    if (market === null) return;
    return subscribe(
      'footprint',
      ticker,
      (message: StreamMessage) => {
        if (message.event === 'footprint') window.live(message as unknown as Bar);
        // A subscription that begins, or goes on behind what was missed: the newest bars are read.
        else window.refresh();
      },
      market,
    );
  }, [window, ticker, market]);

  return { window, state, instrument, ready: state.loaded && (instrument !== null || found.settled) };
}
