// The numbers of the worked cases, computed from their inputs by the same formulas that they explain. Pure.
import type { Closed } from '../performance/report';

/** A session. Volumes in shares. */
export const session = { open: 8000, reference: 8000, close: 8120, bought: 620_000, sold: 340_000, unknown: 40_000, zNgr: 1.2, divergenceFactor: 1.2, smWeight: 1.1 };

export interface SessionCase {
  volume: number;
  delta: number;
  deltaPct: number;
  classifiedPct: number;
  pricePct: number;
  absorption: number;
  normDelta: number;
  normZNGR: number;
  priceFactor: number;
  hybridScore: number;
  finalScore: number;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export function sessionCase(s = session): SessionCase {
  const volume = s.bought + s.sold + s.unknown;
  const delta = s.bought - s.sold;
  const deltaPct = clamp((100 * delta) / volume, -100, 100);
  const pricePct = (100 * (s.close - s.reference)) / s.reference;
  const normDelta = clamp((deltaPct + 100) / 200, 0, 1);
  const normZNGR = clamp((s.zNgr + 3) / 6, 0, 1);
  const priceFactor = pricePct < -4 ? 0.5 : pricePct >= -1 && pricePct <= 2 ? 1.1 : 1;
  const hybridScore = clamp((0.7 * normDelta + 0.3 * normZNGR) * priceFactor, 0, 1);
  return {
    volume,
    delta,
    deltaPct,
    classifiedPct: (100 * (s.bought + s.sold)) / volume,
    pricePct,
    absorption: Math.abs(deltaPct) / (1 + Math.abs(pricePct)),
    normDelta,
    normZNGR,
    priceFactor,
    hybridScore,
    finalScore: clamp(hybridScore * s.divergenceFactor * s.smWeight, 0, 1),
  };
}

/** A footprint bar: volume in lots at the bid (sold) and at the ask (bought), by price, the lowest first; a step is 10. */
export const levels = [
  { price: 3980, bid: 300, ask: 100 },
  { price: 3990, bid: 900, ask: 400 },
  { price: 4000, bid: 600, ask: 1500 },
  { price: 4010, bid: 200, ask: 1800 },
  { price: 4020, bid: 0, ask: 600 },
];

export interface BarCase {
  volume: number;
  delta: number;
  vwap: number;
  poc: number;
  pocVolume: number;

  /** Volume of the two levels above and below the POC, of which the larger joins first. */
  above: number;
  below: number;
  val: number;
  vah: number;
  inside: number;

  /** How many times the ask of 4,010 is the bid one step below. */
  ratio: number;
}

export function barCase(): BarCase {
  const of = (l: (typeof levels)[number]) => l.bid + l.ask;
  const volume = levels.reduce((sum, l) => sum + of(l), 0);
  const at = levels.reduce((best, l, i) => (of(l) > of(levels[best]!) ? i : best), 0);
  const two = (from: number, step: number) => [from + step, from + 2 * step].map(i => (levels[i] ? of(levels[i]) : 0)).reduce((a, b) => a + b, 0);
  let [low, high, inside] = [at, at, of(levels[at]!)];
  const [above, below] = [two(at, 1), two(at, -1)];
  while (inside < 0.7 * volume && (low > 0 || high < levels.length - 1)) {
    const [up, down] = [two(high, 1), two(low, -1)];
    if (high < levels.length - 1 && (low === 0 || up >= down)) {
      inside += up;
      high = Math.min(levels.length - 1, high + 2);
    } else {
      inside += down;
      low = Math.max(0, low - 2);
    }
  }

  return {
    volume,
    delta: levels.reduce((sum, l) => sum + l.ask - l.bid, 0),
    vwap: levels.reduce((sum, l) => sum + l.price * of(l), 0) / volume,
    poc: levels[at]!.price,
    pocVolume: of(levels[at]!),
    above,
    below,
    val: levels[low]!.price,
    vah: levels[high]!.price,
    inside,
    ratio: levels[3]!.ask / levels[2]!.bid,
  };
}

/** Brokers of a day: value bought and sold. */
export const brokers = [
  { kind: 'foreign', buy: 40e9, sell: 28e9 },
  { kind: 'local_fund', buy: 10e9, sell: 6e9 },
  { kind: 'retail', buy: 20e9, sell: 36e9 },
] as const;

export function flowCase(): { smartMoney: number; retail: number; total: number } {
  const net = (kinds: readonly string[]) => brokers.filter(b => kinds.includes(b.kind)).reduce((sum, b) => sum + b.buy - b.sell, 0);
  return { smartMoney: net(['foreign', 'local_fund']), retail: net(['retail']), total: brokers.reduce((sum, b) => sum + b.buy, 0) };
}

/** A feature's value on five days, the day itself last. */
export const days = [0.02, -0.01, 0.03, 0, 0.06];

export function zCase(values: readonly number[] = days): { mean: number; sd: number; z: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
  return { mean, sd, z: sd === 0 ? 0 : (values.at(-1)! - mean) / sd };
}

/** Two buys, a sale of a part, and the last price. Lots of 100 shares; fees as the paper broker's defaults. */
export const desk = { buys: [{ lots: 10, price: 4000 }, { lots: 5, price: 4060 }], sell: { lots: 6, price: 4100 }, last: 4100, lotSize: 100, buyFee: 0.0015, sellFee: 0.0025, stop: 2.5, target: 4, trail: 3, high: 4150 };

export function deskCase(d = desk): { lots: number; average: number; entryFees: number; unrealized: number; gross: number; sellFee: number; entryShare: number; realized: number; stop: number; target: number; trail: number } {
  const lots = d.buys.reduce((sum, b) => sum + b.lots, 0);
  const cost = d.buys.reduce((sum, b) => sum + b.lots * d.lotSize * b.price, 0);
  const average = cost / (lots * d.lotSize);
  const entryFees = cost * d.buyFee;
  const gross = d.sell.lots * d.lotSize * (d.sell.price - average);
  const sellFee = d.sell.lots * d.lotSize * d.sell.price * d.sellFee;
  const entryShare = (entryFees * d.sell.lots) / lots;
  return {
    lots,
    average,
    entryFees,
    unrealized: (d.last - average) * lots * d.lotSize,
    gross,
    sellFee,
    entryShare,
    realized: gross - sellFee - entryShare,
    stop: Math.floor((average * (100 - d.stop)) / 100),
    target: Math.ceil((average * (100 + d.target)) / 100),
    trail: Math.floor(d.high - (average * d.trail) / 100),
  };
}

/** Four closed trades. */
export const results = [48_000, -20_000, 12_000, -30_000];

export const closed: readonly Closed[] = results.map((gross, i) => ({ order: `a:${i + 1}`, accountId: 'a', code: 'BBCA', time: `2026-02-18T0${i}:00:00Z`, lots: 1, entry: 1, exit: 1, isShort: false, gross, fees: 0, turnover: 2 }));

/** The Wilson interval of a hit rate, 95 %. */
export function wilson(hits: number, of: number): { rate: number; low: number; high: number } {
  const z = 1.959964;
  const rate = hits / of;
  const middle = (rate + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return { rate, low: middle - half, high: middle + half };
}
