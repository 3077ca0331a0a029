import { dictionary } from '../lib/i18n';
import { en } from './en';
import { id } from './id';

export type Text = keyof typeof id;

/** A text of the shell and of what pages share; a page's own texts stand beside it. */
export const t = dictionary(id, en);
