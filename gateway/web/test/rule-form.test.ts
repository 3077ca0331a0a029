import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, emptyRule, typedOf } from '../src/pages/notifications/rule-form';
import type { Rule } from '../src/pages/notifications/types';

const rule = (more: Partial<Rule>): Rule => ({ id: 'r', kind: 'price', name: '', enabled: true, instrument: null, condition: null, level: null, repeats: null, pauseMinutes: null, tickers: null, severity: null, leastScore: null, events: null, accounts: null, problem: null, ...more });

test('a rule that is edited without a change is sent as it was', () => {
  const price = rule({ name: 'n', instrument: 'IDX:BBCA', condition: 'change', level: -2.5, repeats: true, pauseMinutes: 30 });
  assert.deepEqual(bodyOf(typedOf(price, String), 'en').body, { kind: 'price', name: 'n', enabled: true, instrument: 'IDX:BBCA', condition: 'change', level: -2.5, repeats: true, pauseMinutes: 30 });
  const divergence = rule({ kind: 'divergence', enabled: false, tickers: ['IDX:BBCA', 'IDX:BBRI'], severity: 'high', leastScore: 0.5 });
  assert.deepEqual(bodyOf(typedOf(divergence, String), 'en').body, { kind: 'divergence', enabled: false, tickers: ['IDX:BBCA', 'IDX:BBRI'], severity: 'high', leastScore: 0.5 });
  const orders = rule({ kind: 'order', events: ['filled'], accounts: ['paper:demo'] });
  assert.deepEqual(bodyOf(typedOf(orders, String), 'en').body, { kind: 'order', enabled: true, events: ['filled'], accounts: ['paper:demo'] });
  assert.deepEqual(bodyOf(typedOf(rule({ kind: 'system' }), String), 'en').body, { kind: 'system', enabled: true });
});

test('numbers are read in the language, and what is none is named', () => {
  assert.equal(bodyOf({ ...emptyRule, instrument: 'bbca', level: '9.000' }, 'id').body['level'], 9000);
  assert.equal(bodyOf({ ...emptyRule, instrument: 'bbca', level: '9.000' }, 'id').body['instrument'], 'BBCA');
  assert.deepEqual(bodyOf({ ...emptyRule, level: 'x', pauseMinutes: 'y' }, 'en').wrong, ['level', 'pauseMinutes']);
  // What is missing is left to the gateway, which names it.
  assert.equal('level' in bodyOf(emptyRule, 'en').body, false);
});
