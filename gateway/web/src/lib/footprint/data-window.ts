// The candles of one instrument and timeframe, read back in time as far as somebody looks, and the levels of those that are seen: a
// million levels are there to be looked at, and a few thousand are here.
import type { ChartData, Need } from './chart-data';
import { candleOf, DAY, profileOf, type Bar, type Candle, type Profile, type Timeframe } from './bar';
import { CandleList } from './candle-list';
import { missingSpan } from './missing';
import { isAborted } from '../problem';
import { tickOf } from './scale';
import { NO_LEVELS, type BarAnswer, type BarRange } from './source';

/** How much is read at once when candles before the first are wanted: some hundred. */
const STRETCH: Record<Timeframe, number> = { '1m': 8 * 3_600_000, '5m': 2 * DAY, '15m': 5 * DAY, '30m': 10 * DAY, '1h': 20 * DAY, '1d': 120 * DAY };

/** How far back an empty stretch is searched before the history counts as ended. */
const LONGEST_GAP = 40 * DAY;

/** Candles are small; these are years of hours and months of minutes. */
const MOST_CANDLES = 150_000;

/** Levels kept; beyond it the profiles farthest from the view go. */
const MOST_LEVELS = 120_000;

/** Between readings of the newest bars, in milliseconds. */
const REFRESH_EVERY = 1_000;

export type Read = (range: BarRange, signal: AbortSignal) => Promise<BarAnswer>;

export interface WindowState {
  /** Whether the first bars are there. */
  loaded: boolean;
  venue: string | null;

  /** The newest trading day. */
  date: string | null;

  /** Why the last reading failed; null when it did not. */
  error: Error | null;
}

export class DataWindow implements ChartData {
  readonly #list = new CandleList();
  readonly #profiles = new Map<number, Profile>();
  readonly #end = new AbortController();
  readonly #tick = { given: 0, seen: 0 };
  #lot = 1;
  #levels = 0;
  #state: WindowState = { loaded: false, venue: null, date: null, error: null };
  #need: Need | null = null;
  #exhausted = false;
  #readingOlder = false;
  #readingProfiles = false;
  #dirtyFrom = Infinity;
  #refreshTimer = 0;
  #refreshing = false;
  #refreshedAt = 0;
  onChange: (before: number) => void = () => {};

  /** Is told when the state changes. */
  onState: (state: WindowState) => void = () => {};

  /** @param read Reads a range of bars. */
  constructor(readonly timeframe: Timeframe, readonly read: Read) {}

  get lot(): number {
    return this.#lot;
  }

  /** @param lot Shares of a lot. @param tick The instrument's tick; 0 where its venue has a table of them. */
  describe(lot: number, tick: number): void {
    this.#lot = lot;
    this.#tick.given = tick;
    this.onChange(0);
  }

  get candles(): readonly Candle[] {
    return this.#list.items;
  }

  get tick(): number {
    return this.#tick.given || this.#tick.seen;
  }

  get state(): WindowState {
    return this.#state;
  }

  /** How many levels are kept. */
  get levels(): number {
    return this.#levels;
  }

  profile(t0: number): Profile | null {
    return this.#profiles.get(t0) ?? null;
  }

  /** Reads the newest trading day; tries again until it is there. */
  async start(): Promise<void> {
    for (let wait = 1000; !this.#end.signal.aborted; wait = Math.min(wait * 2, 15_000)) {
      try {
        const answer = await this.read({ step: NO_LEVELS }, this.#end.signal);
        this.#refreshedAt = Date.now();
        this.#tell({ loaded: true, venue: answer.venue, date: answer.date, error: null });
        this.#takeCandles(answer.bars);
        return;
      } catch (error) {
        if (isAborted(error)) return;
        this.#tell({ ...this.#state, error: error as Error });
        await new Promise(done => setTimeout(done, wait));
      }
    }
  }

  /** Ends all readings. */
  stop(): void {
    this.#end.abort();
    clearTimeout(this.#refreshTimer);
  }

  need(need: Need): void {
    this.#need = need;
    if (need.older) void this.#readOlder();
    if (need.step !== null) void this.#readProfiles();
  }

  /** Reads candles back to an instant. */
  async reach(from: number): Promise<void> {
    const first = this.#list.items[0]?.t0;
    if (!this.#state.loaded || first === undefined || first <= from || this.#exhausted) return;
    const answer = await this.read({ from, to: first, step: NO_LEVELS }, this.#end.signal);
    this.#takeCandles(answer.bars);
  }

  /** Takes a bar of the stream, which has ticks as levels; where that is not what is shown, it is read. */
  live(bar: Bar): void {
    if (!this.#state.loaded) return;
    const first = this.#list.items[0];
    // Far older than what is here: it is read when somebody looks there.
    if (first && bar.t0 < first.t0) return;
    const profile = this.#profiles.get(bar.t0);
    if (this.timeframe !== '1m' || (this.#need?.step ?? profile?.step ?? 0) !== 0) {
      this.refresh(bar.t0);
      return;
    }

    this.#takeProfiles([bar], 0);
    this.#takeCandles([candleOf(bar)]);
    if (!this.#list.continues(bar.t0)) this.refresh(bar.t0);
  }

  /** Reads from the bar that holds an instant on again, soon. @param from Left out for the newest bar. */
  refresh(from = this.#list.last?.t0 ?? 0): void {
    this.#dirtyFrom = Math.min(this.#dirtyFrom, from);
    if (this.#refreshTimer || this.#refreshing || !this.#state.loaded) return;
    this.#refreshTimer = window.setTimeout(() => void this.#refresh(), Math.max(0, this.#refreshedAt + REFRESH_EVERY - Date.now()));
  }

  async #refresh(): Promise<void> {
    this.#refreshTimer = 0;
    if (!Number.isFinite(this.#dirtyFrom)) return;
    const at = this.#list.indexOf(this.#dirtyFrom + 1) - 1;
    const from = this.#list.items[at]?.t0 ?? this.#dirtyFrom;
    const step = this.#need?.step ?? null;
    this.#dirtyFrom = Infinity;
    this.#refreshing = true;
    this.#refreshedAt = Date.now();
    try {
      const answer = await this.read(from > 0 ? { from, step: step ?? NO_LEVELS } : { step: step ?? NO_LEVELS }, this.#end.signal);
      if (step !== null) this.#takeProfiles(answer.bars, step);
      this.#takeCandles(answer.bars);
      this.#tell({ ...this.#state, date: answer.date, error: null });
    } catch (error) {
      if (isAborted(error)) return;
      this.#tell({ ...this.#state, error: error as Error });
      this.#dirtyFrom = Math.min(this.#dirtyFrom, from);
    } finally {
      this.#refreshing = false;
    }

    if (Number.isFinite(this.#dirtyFrom) && !this.#end.signal.aborted) this.refresh(this.#dirtyFrom);
  }

  /** Reads what comes before the first candle; over nights and holidays in steps that grow. */
  async #readOlder(): Promise<void> {
    const first = this.#list.items[0]?.t0;
    if (this.#readingOlder || this.#exhausted || first === undefined) return;
    this.#readingOlder = true;
    try {
      let to = first;
      for (let span = STRETCH[this.timeframe]; first - to <= Math.max(LONGEST_GAP, 2 * STRETCH[this.timeframe]); span = Math.min(span * 2, 120 * DAY)) {
        const answer = await this.read({ from: to - span, to, step: NO_LEVELS }, this.#end.signal);
        to -= span;
        if (answer.bars.length === 0) continue;
        this.#exhausted = this.#list.items.length + answer.bars.length > MOST_CANDLES;
        this.#tell({ ...this.#state, error: null });
        this.#takeCandles(answer.bars);
        return;
      }

      this.#exhausted = true;
    } catch (error) {
      if (isAborted(error)) return;
      this.#tell({ ...this.#state, error: error as Error });
      await new Promise(done => setTimeout(done, 3000));
    } finally {
      this.#readingOlder = false;
    }

    this.onChange(0);
  }

  /** Reads the levels that the view lacks, the seen ones first, then the margin. */
  async #readProfiles(): Promise<void> {
    if (this.#readingProfiles) return;
    this.#readingProfiles = true;
    try {
      for (;;) {
        const need = this.#need;
        if (need?.step == null) return;
        const { step } = need;
        const span = missingSpan(this.#list.items, need.first, need.last, candle => this.#has(candle, step));
        if (!span) return;
        const answer = await this.read({ from: span.from, to: span.to + 1, step }, this.#end.signal);
        this.#takeProfiles(answer.bars, step);
        this.#takeCandles(answer.bars);
        // A candle whose bar is not there any more would be asked for again and again.
        for (let i = span.first; i <= span.last; i++) {
          const candle = this.#list.items[i];
          if (candle && !this.#has(candle, step)) this.#keep(candle.t0, profileOf({ levels: [], poc: candle.close, vah: candle.high, val: candle.low, stacked: [], unfinished: { high: false, low: false }, trades: candle.trades }, step));
        }

        this.#evict();
        this.onChange(0);
      }
    } catch (error) {
      if (isAborted(error)) return;
      this.#tell({ ...this.#state, error: error as Error });
      await new Promise(done => setTimeout(done, 3000));
    } finally {
      this.#readingProfiles = false;
    }

    this.onChange(0);
  }

  #takeCandles(bars: readonly (Bar | Candle)[]): void {
    if (bars.length === 0) return;
    const candles = bars.map(bar => ('levels' in bar ? candleOf(bar) : bar));
    const { before, changed } = this.#list.merge(candles);
    if (!changed) return;
    if (this.#tick.given === 0) {
      const own = tickOf(candles);
      if (own > 0 && (this.#tick.seen === 0 || own < this.#tick.seen)) this.#tick.seen = own;
    }

    this.onChange(before);
  }

  #takeProfiles(bars: readonly Bar[], step: number): void {
    for (const bar of bars) {
      const known = this.#profiles.get(bar.t0);
      if (known && known.step === step && known.trades > bar.trades) continue;
      this.#keep(bar.t0, profileOf(bar, step));
    }

    this.onChange(0);
  }

  /** Whether the levels of a candle are here, as new as the candle. */
  #has(candle: Candle, step: number): boolean {
    const profile = this.#profiles.get(candle.t0);
    return profile?.step === step && profile.trades >= candle.trades;
  }

  #keep(t0: number, profile: Profile): void {
    this.#levels += profile.levels.length - (this.#profiles.get(t0)?.levels.length ?? 0);
    this.#profiles.set(t0, profile);
  }

  /** Forgets the levels that are farthest from the view. */
  #evict(): void {
    const need = this.#need;
    if (this.#levels <= MOST_LEVELS || !need) return;
    const [from, to] = [this.#list.items[need.first]?.t0 ?? 0, this.#list.items[need.last]?.t0 ?? 0];
    const far = (t0: number) => Math.max(from - t0, t0 - to, 0);
    for (const t0 of [...this.#profiles.keys()].sort((a, b) => far(b) - far(a))) {
      if (this.#levels <= MOST_LEVELS / 2 || far(t0) === 0) return;
      this.#levels -= this.#profiles.get(t0)!.levels.length;
      this.#profiles.delete(t0);
    }
  }

  #tell(state: WindowState): void {
    this.#state = state;
    this.onState(state);
  }
}
