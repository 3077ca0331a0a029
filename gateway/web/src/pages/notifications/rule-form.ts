// A rule as it is typed, and as it is sent. Pure.
import type { Language } from '../../lib/i18n';
import { typedNumber } from '../../lib/typed-number';
import type { Rule, RuleKind } from './types';

export interface TypedRule {
  kind: RuleKind;
  name: string;
  enabled: boolean;
  instrument: string;
  condition: 'above' | 'below' | 'crosses' | 'change';
  level: string;
  repeats: boolean;
  pauseMinutes: string;
  tickers: string;
  severity: 'any' | 'high';
  leastScore: string;
  events: readonly string[];
  accounts: string;
}

export const emptyRule: TypedRule = { kind: 'price', name: '', enabled: true, instrument: '', condition: 'above', level: '', repeats: false, pauseMinutes: '15', tickers: '', severity: 'any', leastScore: '', events: [], accounts: '' };

/** A rule as it would be typed. @param write Writes a number as the language does. */
export function typedOf(rule: Rule, write: (value: number) => string): TypedRule {
  const number = (value: number | null, none: string) => (value === null ? none : write(value));
  return {
    kind: rule.kind,
    name: rule.name,
    enabled: rule.enabled,
    instrument: rule.instrument ?? '',
    condition: rule.condition ?? 'above',
    level: number(rule.level, ''),
    repeats: rule.repeats ?? false,
    pauseMinutes: number(rule.pauseMinutes, '15'),
    tickers: (rule.tickers ?? []).join(', '),
    severity: rule.severity ?? 'any',
    leastScore: rule.leastScore ? write(rule.leastScore) : '',
    events: rule.events ?? [],
    accounts: (rule.accounts ?? []).join(', '),
  };
}

const names = (text: string): string[] => text.split(/[,\s]+/).filter(x => x !== '');

/** The body of a rule, with the fields of its kind alone; or the fields that are no numbers. What is left empty is the gateway's to judge. */
export function bodyOf(typed: TypedRule, language: Language): { body: Record<string, unknown>; wrong: string[] } {
  const wrong: string[] = [];
  const number = (field: string, text: string): Record<string, number> => {
    if (text.trim() === '') return {};
    const value = typedNumber(text, language);
    if (value === null) wrong.push(field);
    return value === null ? {} : { [field]: value };
  };
  const common = { kind: typed.kind, name: typed.name.trim(), enabled: typed.enabled };
  const { name, ...unnamed } = common;
  const head = name === '' ? unnamed : common;
  switch (typed.kind) {
    case 'price':
      return {
        body: { ...head, ...(typed.instrument.trim() && { instrument: typed.instrument.trim().toUpperCase() }), condition: typed.condition, ...number('level', typed.level), repeats: typed.repeats, ...number('pauseMinutes', typed.pauseMinutes) },
        wrong,
      };
    case 'divergence':
      return { body: { ...head, tickers: names(typed.tickers.toUpperCase()), severity: typed.severity, ...number('leastScore', typed.leastScore) }, wrong };
    case 'order':
      return { body: { ...head, events: [...typed.events], accounts: names(typed.accounts) }, wrong };
    default:
      return { body: { ...head }, wrong };
  }
}
