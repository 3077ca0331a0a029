// What /api/v1/notifications answers. Names are the API's.

export const NOTIFICATIONS = '/api/v1/notifications';

export const KINDS = ['price', 'divergence', 'order', 'system', 'message'] as const;
export type Kind = (typeof KINDS)[number];
export type RuleKind = Exclude<Kind, 'message'>;

export const TOPICS = ['filled', 'rejected', 'unknown', 'stopFired', 'stopFailed'] as const;
export const CONDITIONS = ['above', 'below', 'crosses', 'change'] as const;

export interface Notification {
  id: number;
  kind: Kind;
  topic: string;
  title: string;
  text: string;
  subject: string;
  time: string;
  critical: boolean;
  ruleId: string | null;
  read: boolean;
}

/** A rule; fields of other kinds are null. */
export interface Rule {
  id: string;
  kind: RuleKind;
  name: string;
  enabled: boolean;
  instrument: string | null;
  condition: (typeof CONDITIONS)[number] | null;
  level: number | null;
  repeats: boolean | null;
  pauseMinutes: number | null;
  tickers: string[] | null;
  severity: 'any' | 'high' | null;
  leastScore: number | null;
  events: string[] | null;
  accounts: string[] | null;
  problem: string | null;
}

export interface Settings {
  channels: string[];
  quietHours: { from: string; to: string } | null;
  timeZone: string;
  digest: 'off' | 'hourly' | 'daily';
  digestAt: string;
  criticalPasses: boolean;
  webhookUrl: string | null;
  hasWebhookSecret: boolean;
  webhookSecret: string | null;
  pushSubscriptions: string[];
  waiting: Record<string, number>;
  problems: Record<string, { time: string; reason: string }>;
}
