// The bars of one instrument and timeframe by rising time, and their levels merged to wider price steps.

const SHARE = 70; // Percent of the volume in the value area.
const RATIO = 3; // Diagonal imbalance: strong side to weak side.
const MIN_LOTS = 10;
const STACK = 3;

export class BarList {
  items = [];

  clear() {
    this.items = [];
  }

  get last() {
    return this.items.at(-1);
  }

  /** Index of the first bar that starts at or after an instant. */
  indexOf(t0) {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle].t0 < t0) low = middle + 1;
      else high = middle;
    }

    return low;
  }

  /**
   * Takes bars, by rising time. A bar only grows, so of two states of one span the one with more trades is the newer.
   * @returns {{before: number, changed: boolean}} How many bars came in before the first known one, and whether anything changed.
   */
  merge(bars) {
    let before = 0;
    let changed = false;
    const first = this.items[0]?.t0;
    for (const bar of bars) {
      const at = this.indexOf(bar.t0);
      const known = this.items[at];
      if (known?.t0 === bar.t0) {
        if (bar.trades < known.trades || (bar.trades === known.trades && bar.cvd === known.cvd && bar.revision === known.revision)) continue;
        this.items[at] = bar;
      } else {
        this.items.splice(at, 0, bar);
        if (first !== undefined && bar.t0 < first) before++;
      }

      changed = true;
    }

    return { before, changed };
  }

  /** Whether the running delta goes on from a bar to the next; when not, an earlier bar changed and later ones must be read again. */
  continues(t0) {
    const at = this.indexOf(t0);
    const [bar, next] = [this.items[at], this.items[at + 1]];
    if (!bar || !next) return true;
    const before = next.cvd - next.delta;
    return before === 0 || Math.abs(before - bar.cvd) < 1e-6;
  }

  /** Forgets the oldest bars. */
  trim(most) {
    const surplus = this.items.length - most;
    if (surplus > 0) this.items.splice(0, surplus);
    return Math.max(surplus, 0);
  }
}

/** Smallest distance of two neighbouring levels; 0 when there are not two. */
export function tickOf(bar) {
  if (bar.tick === undefined) {
    bar.tick = 0;
    for (let i = 1; i < bar.levels.length; i++) {
      const distance = Number((bar.levels[i].price - bar.levels[i - 1].price).toPrecision(12));
      if (bar.tick === 0 || distance < bar.tick) bar.tick = distance;
    }
  }

  return bar.tick;
}

/**
 * What a bar shows at a price step: levels {price, bid, ask, unknown, volume, imbalance}, poc, val, vah, stacked, and the largest
 * side and level. Step 0 shows the bar as the API gave it; otherwise the rules are those of the API's own merged levels.
 */
export function profile(bar, step, lot) {
  if (bar.shown?.step === step && bar.shown.lot === lot) return bar.shown;
  const shown = step > 0 ? mergedProfile(bar, step, lot) : {
    levels: bar.levels.map(l => ({ price: l.price, bid: l.bid, ask: l.ask, unknown: l.unknown, volume: l.bid + l.ask + l.unknown, imbalance: l.imbalance })),
    poc: bar.poc,
    val: bar.val,
    vah: bar.vah,
    stacked: bar.stacked,
  };
  shown.step = step;
  shown.lot = lot;
  shown.maxSide = 0;
  shown.maxVolume = 0;
  for (const level of shown.levels) {
    shown.maxSide = Math.max(shown.maxSide, level.bid, level.ask);
    shown.maxVolume = Math.max(shown.maxVolume, level.volume);
  }

  bar.shown = shown;
  return shown;
}

function mergedProfile(bar, step, lot) {
  const levels = [];
  for (const level of bar.levels) {
    const row = Math.floor(level.price / step + 1e-9);
    let last = levels.at(-1);
    if (last?.row !== row) levels.push(last = { row, price: Number((row * step).toPrecision(12)), bid: 0, ask: 0, unknown: 0, volume: 0, imbalance: null });
    last.bid += level.bid;
    last.ask += level.ask;
    last.unknown += level.unknown;
    last.volume += level.bid + level.ask + level.unknown;
  }

  const least = lot * MIN_LOTS;
  const outweighs = (strong, weak) => strong >= least && (weak === 0 || strong >= weak * RATIO);
  levels.forEach((level, i) => {
    const bidBelow = levels[i - 1]?.row === level.row - 1 ? levels[i - 1].bid : 0;
    const askAbove = levels[i + 1]?.row === level.row + 1 ? levels[i + 1].ask : 0;
    level.isAsk = outweighs(level.ask, bidBelow);
    level.isBid = outweighs(level.bid, askAbove);
    if (level.isAsk && level.isBid) level.imbalance = level.bid > level.ask ? 'bid' : 'ask';
    else if (level.isAsk) level.imbalance = 'ask';
    else if (level.isBid) level.imbalance = 'bid';
  });
  const stacked = [...stacks(levels, 'isAsk', 'ask'), ...stacks(levels, 'isBid', 'bid')];
  return { levels, ...area(levels, bar.vwap), stacked };
}

function* stacks(levels, flag, side) {
  let start = -1;
  for (let i = 0; i <= levels.length; i++) {
    const is = i < levels.length && levels[i][flag];
    if (start >= 0 && !(is && levels[i].row === levels[i - 1].row + 1)) {
      if (i - start >= STACK) yield { side, from: levels[start].price, to: levels[i - 1].price, count: i - start };
      start = -1;
    }

    if (is && start < 0) start = i;
  }
}

/** Point of control and value area, by the API's rules. */
function area(levels, vwap) {
  let poc = 0;
  let total = levels[0].volume;
  for (let i = 1; i < levels.length; i++) {
    total += levels[i].volume;
    const more = levels[i].volume - levels[poc].volume;
    if (more > 0 || (more === 0 && Math.abs(levels[i].price - vwap) < Math.abs(levels[poc].price - vwap))) poc = i;
  }

  let [low, high] = [poc, poc];
  let inside = levels[poc].volume;
  const sum = (from, to) => {
    let volume = 0;
    for (let i = Math.max(from, 0); i <= Math.min(to, levels.length - 1); i++) volume += levels[i].volume;
    return volume;
  };
  while (inside * 100 < total * SHARE && (low > 0 || high < levels.length - 1)) {
    const up = sum(high + 1, high + 2);
    const down = sum(low - 2, low - 1);
    if (high < levels.length - 1 && (low === 0 || up >= down)) {
      inside += up;
      high = Math.min(high + 2, levels.length - 1);
    } else {
      inside += down;
      low = Math.max(low - 2, 0);
    }
  }

  return { poc: levels[poc].price, vah: levels[high].price, val: levels[low].price };
}
