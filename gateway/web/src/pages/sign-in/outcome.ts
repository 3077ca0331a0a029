import { span } from '../../lib/format';
import { ApiError, Unreachable } from '../../lib/problem';
import { text } from './text';

/** What a refused sign-in means. */
export interface Refusal {
  /** For the whole form; empty when only fields are at fault. */
  message: string;

  /** By field. */
  fields: Record<string, string>;

  /** Whether the second step is asked for, or was wrong. */
  needsCode: boolean;
}

/** @param sentCode Whether a code was sent along. */
export function refusalOf(error: unknown, sentCode: boolean): Refusal {
  const plain = (message: string): Refusal => ({ message, fields: {}, needsCode: false });
  if (error instanceof Unreachable) return plain(text('down'));
  if (!(error instanceof ApiError)) return plain(error instanceof Error ? error.message : String(error));
  const { fields } = error;
  if (Object.keys(fields).length > 0) return { message: '', fields, needsCode: false };
  if (error.body['lockedOut'] === true) return plain(error.retryAfter === null ? text('lockedByAdmin') : text('locked', { wait: span(error.retryAfter * 1000) }));
  if (error.body['requiresTwoFactor'] === true) return { message: sentCode ? text('wrongCode') : '', fields: {}, needsCode: true };
  if (error.status === 429) return plain(text('busy'));
  if (error.status === 401) return plain(/confirmed/.test(error.message) ? text('notConfirmed') : text('wrong'));
  return plain(error.message);
}
