// Numbers as people type them, in the language in force: "4.020" is four thousand and twenty in Indonesian, "4,020" is in English.
import type { Language } from './i18n';

/** Reads a number without exponent; null when the text is none. A separator that groups nothing is a decimal point in either language. */
export function typedNumber(text: string, language: Language): number | null {
  const tight = text.trim().replace(/[\s_]/g, '');
  const [group, point] = language === 'id' ? ['.', ','] : [',', '.'];
  const grouped = new RegExp(`^[+-]?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`);
  const plain = grouped.test(tight) ? tight.replaceAll(group!, '').replace(point!, '.') : tight.replace(',', '.');
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** A level of a phantom order as the API takes it: a price, or a percentage such as "2.5%". Undefined when nothing is typed, null when it is neither. */
export function typedLevel(text: string, language: Language): number | string | undefined | null {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (!trimmed.endsWith('%')) return typedNumber(trimmed, language);
  const percent = typedNumber(trimmed.slice(0, -1), language);
  return percent === null ? null : `${percent}%`;
}
