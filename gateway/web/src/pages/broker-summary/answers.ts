// What the API answers about brokers and features. Names are the API's.
import type { FlowState } from '../../lib/types';

export type Category = 'foreign' | 'local_fund' | 'retail';

export interface Broker {
  code: string;
  name: string;
  category: Category;
  buyValue: number;
  sellValue: number;
  netValue: number;
  buyLots: number;
  sellLots: number;
  buyAvg: number | null;
  sellAvg: number | null;
  activeDays: number;
}

export interface BrokerRange {
  status: string;
  ticker: string;
  from: string | null;
  to: string | null;
  days: { date: string; smartMoney: number; retail: number; foreign: number; localFund: number; totalValue: number; warnings: string[]; unmapped: string[] }[];
  brokers: Broker[];
  top: { accumulators: Broker[]; distributors: Broker[] };
}

export interface FeatureBadge {
  text: string;
  class: 'success' | 'warning' | 'danger' | 'secondary';
  interpretation: string;
}

export interface FeatureInput {
  value: number | null;
  mean: number | null;
  sd: number | null;
  count: number;
  badge: FeatureBadge;
}

export interface Features {
  ticker: string;
  date: string;
  days: number;
  insufficient: boolean;
  z_ngr: number | null;
  z_effort: number | null;
  z_result: number | null;
  z_elas: number | null;
  state: FlowState;
  smNet: number;
  retailNet: number;
  closeSource: string;
  inputs: Record<'ngr' | 'effort' | 'result' | 'elas', FeatureInput>;
  stateBadge: FeatureBadge;
}
