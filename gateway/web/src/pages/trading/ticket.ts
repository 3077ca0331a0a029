// What is typed into the order ticket, and the order that it makes. Pure.
import type { Language } from '../../lib/i18n';
import { typedLevel, typedNumber } from '../../lib/typed-number';

export type SizeKind = 'lot' | 'amount' | 'percentOfCapital';

export interface Ticket {
  accountId: string;
  code: string;
  side: 'BUY' | 'SELL';
  price: string;
  sizeKind: SizeKind;
  size: string;
  tif: 'DAY' | 'OPEN';
  queue: boolean;
  stop: string;
  target: string;
  trail: string;
}

export const emptyTicket: Ticket = { accountId: '', code: '', side: 'BUY', price: '', sizeKind: 'lot', size: '', tif: 'DAY', queue: false, stop: '', target: '', trail: '' };

export type Complaint = 'missing' | 'notNumber' | 'notLevel';

/** The body of an order, or what is wrong by field. The rest of the checks are the gateway's, which names the same fields. */
export function bodyOf(ticket: Ticket, language: Language): { body: Record<string, unknown> | null; errors: Record<string, Complaint> } {
  const errors: Record<string, Complaint> = {};
  const number = (field: string, typed: string): number | undefined => {
    if (typed.trim() === '') errors[field] = 'missing';
    else {
      const value = typedNumber(typed, language);
      if (value !== null) return value;
      errors[field] = 'notNumber';
    }

    return undefined;
  };
  if (!ticket.accountId) errors['accountId'] = 'missing';
  if (!ticket.code.trim()) errors['code'] = 'missing';
  const body: Record<string, unknown> = {
    accountId: ticket.accountId,
    code: ticket.code.trim().toUpperCase(),
    side: ticket.side,
    price: number('price', ticket.price),
    [ticket.sizeKind]: number(ticket.sizeKind, ticket.size),
    tif: ticket.tif,
    ...(ticket.queue && { queue: true }),
  };
  if (ticket.side === 'BUY') {
    const phantom: Record<string, number | string> = {};
    for (const name of ['stop', 'target', 'trail'] as const) {
      const level = typedLevel(ticket[name], language);
      if (level === null) errors[`phantom.${name}`] = 'notLevel';
      else if (level !== undefined) phantom[name] = level;
    }

    if (Object.keys(phantom).length > 0) body['phantom'] = phantom;
  }

  return Object.keys(errors).length > 0 ? { body: null, errors } : { body, errors };
}

/** A number for an order that stays the same while the order does, so that sending it again makes no second one. */
export function clientNumber(random: (bytes: Uint8Array) => Uint8Array = b => crypto.getRandomValues(b as Uint8Array<ArrayBuffer>)): string {
  return `web-${Array.from(random(new Uint8Array(12)), b => b.toString(16).padStart(2, '0')).join('')}`;
}
