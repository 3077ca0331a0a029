// The replay of a day: reading it, and the clock that runs through it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { DAY, type Bar, type Timeframe } from '../../lib/footprint/bar';
import { ReplayData, replayStep } from '../../lib/footprint/replay';
import { niceStep, tickOf } from '../../lib/footprint/scale';
import { NO_LEVELS, readBars, type InstrumentKey } from '../../lib/footprint/source';
import { isAborted } from '../../lib/problem';

/** Market seconds in a second. */
export const SPEEDS = [1, 10, 30, 60, 120, 300, 600, 1800] as const;

/** How many trading days back one can go, in calendar days. */
const BACK = 90;

/** Levels that the whole range of a day has at most. */
const MOST_LEVELS = 400;

/** Stretches without trades, such as the midday break, are passed over from this length on, in milliseconds. */
const QUIET = 120_000;

export interface DayOption {
  /** The API's name of the day and its span. */
  t0: number;
  t1: number;
}

export interface Replay {
  days: DayOption[] | null;
  day: DayOption | null;
  data: ReplayData | null;
  error: Error | null;

  /** The moment that is shown, in milliseconds. */
  clock: number;
  playing: boolean;
  speed: number;
  choose: (day: DayOption) => void;
  play: (on: boolean) => void;
  setSpeed: (speed: number) => void;

  /** Shows the first so many minutes. */
  seek: (count: number) => void;
}

interface Loaded {
  day: DayOption;
  minutes: Bar[];
  step: number;
  tick: number;
}

/** @param on Whether there is a replay at all. @param newest The newest bar's time, in milliseconds. */
export function useReplay(on: boolean, key: InstrumentKey, timeframe: Timeframe, lot: number, tick: number, newest: number): Replay {
  const { ticker, venue } = key;
  const [days, setDays] = useState<DayOption[] | null>(null);
  const [day, setDay] = useState<DayOption | null>(null);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [shown, setShown] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(60);

  useEffect(() => {
    setDays(null);
    setDay(null);
    setLoaded(null);
    setPlaying(false);
    if (!on || newest === 0) return;
    const end = new AbortController();
    readBars({ ticker, venue }, '1d', { from: newest - BACK * DAY, step: NO_LEVELS }, end.signal).then(
      answer => {
        const found = answer.bars.map(b => ({ t0: b.t0, t1: b.t1 })).reverse();
        setDays(found);
        // The day before the newest one is past; the newest may still go on.
        setDay(found[1] ?? found[0] ?? null);
      },
      (reason: unknown) => {
        if (!isAborted(reason)) setError(reason as Error);
      },
    );
    return () => end.abort();
  }, [on, ticker, venue, newest > 0]);

  useEffect(() => {
    setLoaded(null);
    setError(null);
    setPlaying(false);
    if (!day) return;
    const end = new AbortController();
    void read({ ticker, venue }, day, tick, end.signal).then(
      found => {
        setLoaded(found);
        setShown(Math.min(found.minutes.length, 30));
      },
      (reason: unknown) => {
        if (!isAborted(reason)) setError(reason as Error);
      },
    );
    return () => end.abort();
  }, [day]);

  const data = useMemo(() => (loaded ? new ReplayData(timeframe, loaded.minutes, loaded.step, lot, loaded.tick, [loaded.day.t0, loaded.day.t1]) : null), [loaded, timeframe, lot]);
  useEffect(() => data?.show(shown), [data, shown]);
  const minutes = loaded?.minutes;
  useRun(playing, speed, minutes, shown, setShown, setPlaying);

  const clock = minutes?.[shown - 1]?.t1 ?? minutes?.[0]?.t0 ?? 0;
  const play = useCallback((wanted: boolean) => {
    setPlaying(wanted);
    // At its end a day begins again.
    if (wanted && minutes) setShown(n => (n >= minutes.length ? 0 : n));
  }, [minutes]);
  return { days, day, data, error, clock, playing, speed, choose: setDay, play, setSpeed, seek: setShown };
}

/** Lets time run: minutes come as they ended. */
function useRun(playing: boolean, speed: number, minutes: Bar[] | undefined, shown: number, setShown: (count: number) => void, setPlaying: (on: boolean) => void): void {
  const at = useRef({ clock: 0, shown: -1 });
  useEffect(() => {
    if (!playing || !minutes) return;
    let frame = 0;
    let last = performance.now();
    at.current.shown = -1;
    const run = (now: number) => {
      const place = at.current;
      // Sought in the meantime, or just begun: time goes on from the minute that is shown.
      if (place.shown !== count.current) {
        place.shown = count.current;
        place.clock = minutes[place.shown - 1]?.t1 ?? minutes[0]!.t0;
      }

      place.clock += Math.min(250, now - last) * speed;
      last = now;
      const next = minutes[place.shown];
      if (next && next.t0 - place.clock > QUIET) place.clock = next.t0;
      while (place.shown < minutes.length && minutes[place.shown]!.t1 <= place.clock) place.shown++;
      if (place.shown !== count.current) setShown(place.shown);
      if (place.shown >= minutes.length) setPlaying(false);
      else frame = requestAnimationFrame(run);
    };
    frame = requestAnimationFrame(run);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, minutes]);
  const count = useRef(shown);
  count.current = shown;
}

/** Reads a day's minutes, with its levels at a step that keeps their number small. */
async function read(key: InstrumentKey, day: DayOption, tick: number, signal: AbortSignal): Promise<Loaded> {
  const range = { from: day.t0, to: day.t1 };
  const candles = (await readBars(key, '1m', { ...range, step: NO_LEVELS }, signal)).bars;
  const own = tick || tickOf(candles) || 1;
  const step = replayStep(Math.min(...candles.map(c => c.low)), Math.max(...candles.map(c => c.high)), own, MOST_LEVELS, niceStep);
  const { bars } = await readBars(key, '1m', { ...range, step }, signal);
  return { day, minutes: bars, step, tick: own };
}
