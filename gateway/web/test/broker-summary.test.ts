import assert from 'node:assert/strict';
import { test } from 'node:test';
import { short } from '../src/lib/footprint/quantity';
import { language } from '../src/lib/i18n';
import type { SummaryItem } from '../src/lib/types';
import type { Broker, BrokerRange } from '../src/pages/broker-summary/answers';
import { addDays, daysOf, readRange } from '../src/pages/broker-summary/range';
import { sidesOf } from '../src/pages/broker-summary/sides';
import { trapOf, whoOf } from '../src/pages/broker-summary/verdict';
import { runningSums, sparkline } from '../src/pages/sectors/sparkline';

const broker = (code: string, category: Broker['category'], buyValue: number, sellValue: number): Broker => ({
  code, name: `Broker ${code}`, category, buyValue, sellValue, netValue: buyValue - sellValue, buyLots: 1, sellLots: 1, buyAvg: 1, sellAvg: 1, activeDays: 1,
});

test('foreign and local funds are one hand, retail the other', () => {
  const sides = sidesOf([broker('YP', 'foreign', 500, 100), broker('NI', 'local_fund', 100, 300), broker('PD', 'retail', 400, 600)]);
  assert.deepEqual(sides.smart, { bought: 600, sold: 400, net: 200 });
  assert.deepEqual(sides.retail, { bought: 400, sold: 600, net: -200 });
  assert.equal(sides.share, 50);
  assert.equal(sides.sentiment, 'BULLISH');
  assert.equal(sidesOf([broker('PD', 'retail', 1, 1)]).sentiment, 'NEUTRAL');
  assert.equal(sidesOf([]).share, null);
});

test('the answer names who accumulates and what the risk says about a trap', () => {
  language.value = 'en';
  const brokers = [broker('YP', 'foreign', 9e9, 1e9), broker('PD', 'retail', 1e9, 9e9)];
  const range = { from: '2026-01-19', to: '2026-02-17', days: [{}, {}], brokers, top: { accumulators: [brokers[0]], distributors: [brokers[1]] } } as unknown as BrokerRange;
  const who = whoOf(range, sidesOf(brokers));
  assert.match(who[0]!, /^Smart money is: over 2 trading days \(19 Jan 2026 – 17 Feb 2026\) foreign and local funds bought 8 B more than they sold\. Retail sold 8 B net\.$/);
  assert.equal(who[1], 'Largest buyers: YP Broker YP (Foreign) +8 B.');
  const row = (more: Partial<SummaryItem>) => ({ risk: 'NONE', signal: 'NEUTRAL', state: 'NEUTRAL', deltaPct: 12, z_ngr: 0, smNet: -28.2e6, retailNet: 28.1e6, hasHistory: true, ...more }) as SummaryItem;
  assert.match(trapOf(row({ risk: 'RETAIL_TRAP', state: 'DISTRIBUTION' })).words, /^Yes, .*DISTRIBUTION: smart money net -28.2 M, retail net \+28.1 M\.$/);
  assert.match(trapOf(row({ risk: 'SHAKEOUT', state: 'ACCUMULATION', deltaPct: -9 })).words, /^Not a trap for buyers, possibly a shakeout/);
  assert.match(trapOf(row({ risk: 'CONFIRMED', state: 'ACCUMULATION' })).words, /^No\. Session and 20-day trend agree: bought/);
  assert.match(trapOf(row({ risk: 'CONFIRMED', state: 'DISTRIBUTION', deltaPct: -5 })).words, /^Not a trap, but smart money is leaving/);
  assert.match(trapOf(row({ hasHistory: false })).words, /no 20-day trend/);
  assert.match(trapOf(null).words, /no session/);
});

test('the range of dates comes from the address, and what makes no sense is 30 days', () => {
  const read = (text: string) => readRange(new URLSearchParams(text));
  assert.deepEqual(read(''), { days: 30 });
  assert.deepEqual(read('days=90'), { days: 90 });
  assert.deepEqual(read('days=12'), { days: 30 });
  assert.deepEqual(read('from=2026-02-01&to=2026-02-10'), { from: '2026-02-01', to: '2026-02-10' });
  assert.deepEqual(read('from=2026-02-11&to=2026-02-10'), { days: 30 });
  assert.deepEqual(read('from=x&to=2026-02-10'), { days: 30 });
  assert.equal(addDays('2026-03-01', -1), '2026-02-28');
  assert.equal(daysOf('2026-02-01', '2026-03-02'), 30);
});

test('a small line adds up and stays in its box', () => {
  assert.deepEqual(runningSums([1, -3, 5]), [1, -2, 3]);
  const { path, zero } = sparkline([1, -2, 3], 100, 20);
  assert.equal(path, 'M0.0 8.0L50.0 20.0L100.0 0.0');
  assert.equal(zero, 12);
});

test('volumes on the chart are short from ten thousand on', () => {
  language.value = 'en';
  assert.deepEqual([0, 9999, 12_345, 999_999, -1_250_000, 0.012345].map(short), ['0', '9,999', '12.3 K', '1 M', '-1.25 M', '0.0123']);
  language.value = 'id';
  assert.equal(short(12_345), '12,3 K');
});
