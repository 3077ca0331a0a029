// What the API answers, as far as more than one page reads it. Names are the API's.

/** A row of /footprint/summary and a message of the channel `score`: figures of a session with everything its score is made of. */
export interface SummaryItem {
  ticker: string;
  venue: string;
  open: number;
  high: number;
  low: number;
  close: number;
  pricePct: number;
  volume: number;
  value: number;
  freq: number;
  delta: number;
  deltaPct: number;
  cvd: number;
  classifiedPct: number;
  reference: number;
  priceFactor: number;
  absorption: number;
  absorptionKind: string;
  normDelta: number;
  z_ngr: number | null;
  normZNGR: number;
  hybridScore: number;
  divergenceFactor: number;
  smWeight: number;
  finalScore: number;
  signal: Signal;
  risk: Risk;
  state: FlowState;
  hasHistory: boolean;
  smNet: number | null;
  retailNet: number | null;
  warning: string | null;
  contextDate: string | null;
  lastTradeAt: string;
  updatedAt: string;
}

export interface Summary {
  status: string;
  generated_at: string;
  date: string | null;
  total: number;
  items: SummaryItem[];

  /** "archive" while nothing has woken yet; then `ageSeconds` says how old it is. */
  source?: string;
  ageSeconds?: number;
}

export type Signal = 'STRONG_BUY' | 'BUY' | 'HIDDEN_ACCUM' | 'WATCH_ACCUM' | 'NEUTRAL' | 'SM_DIVERGENCE' | 'TRAP_WARNING' | 'RETAIL_TRAP' | 'SELL' | 'STRONG_SELL';
export type Risk = 'NONE' | 'CONFIRMED' | 'RETAIL_TRAP' | 'SHAKEOUT';
export type FlowState = 'ACCUMULATION' | 'DISTRIBUTION' | 'NEUTRAL';

/** Smart money against retail by day. */
export interface FlowSeries {
  status: string;
  generated_at: string;
  days: number;
  mode: 'daily' | 'cumulative';
  venue?: string;
  series: { date: string; smartMoney: number; retail: number; cumSmart?: number; cumRetail?: number }[];
  summary: { smartMoney_total: number; retail_total: number; divergence: string };
}

export interface Feed {
  name: string;
  kind: string;
  state: string;
  venue: string | null;
  trades: number;
  duplicates: number;
  rejected: number;
  gaps: number;
  reconnects: number;
  lastTradeAt: string | null;
  lastMessageAt: string | null;
  ageSeconds: number | null;
  progress: number | null;
  message: string | null;
}

export interface Feeds {
  status: string;
  items: Feed[];
}

export interface Instrument {
  ticker: string;
  venue: string;
  name: string | null;
  sector: string | null;
  tickSize: number | null;
  lotSize: number;
  currency: string;
}
