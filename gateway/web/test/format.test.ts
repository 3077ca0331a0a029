import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, count, day, direction, lots, percent, price, rupiah, shortDay, signedRupiah, span, stamp } from '../src/lib/format';
import { dictionary, language } from '../src/lib/i18n';

const inBoth = (check: (language: string) => void) => {
  for (const name of ['id', 'en'] as const) {
    language.value = name;
    check(name);
  }
};

test('money has the short form of the specification in both languages', () =>
  inBoth(name => {
    assert.equal(rupiah(125e12), '125 T');
    assert.equal(rupiah(-45e9), '-45 B');
    assert.equal(rupiah(3e6), '3 M');
    assert.equal(rupiah(1.254e12), name === 'id' ? '1,25 T' : '1.25 T');
    assert.equal(rupiah(0), '0');
    assert.equal(rupiah(-0), '0');
    assert.equal(rupiah(null), '–');
    assert.equal(rupiah(NaN), '–');
    assert.equal(signedRupiah(28.2e6), name === 'id' ? '+28,2 M' : '+28.2 M');
  }));

test('rounding never leaves a thousand of a smaller unit', () => {
  language.value = 'en';
  assert.equal(rupiah(999_999_999), '1 B');
  assert.equal(rupiah(999_499_999), '999 M');
  assert.equal(rupiah(-999_999_999_999), '-1 T');
  assert.equal(rupiah(999_999), '1 M');
  assert.equal(rupiah(949_999), '949,999');
});

test('the short form is within half a per cent of the value', () => {
  language.value = 'en';
  const units: Record<string, number> = { T: 1e12, B: 1e9, M: 1e6 };
  let seed = 7;
  for (let i = 0; i < 5000; i++) {
    seed = (seed * 48_271) % 2_147_483_647;
    const value = (seed % 2 ? 1 : -1) * 10 ** (6 + (seed % 10_000) / 1111);
    const [digits = '', unit = ''] = rupiah(value).split(' ');
    const shown = Number(digits.replaceAll(',', '')) * (units[unit] ?? 1);
    assert.ok(Math.abs(shown - value) <= Math.abs(value) * 0.00501, `${value} as ${rupiah(value)}`);
  }
});

test('times are of Jakarta wherever the browser is', () =>
  inBoth(() => {
    assert.equal(clock('2026-02-18T02:00:02Z'), '09:00:02');
    assert.equal(clock('2026-02-17T17:00:00Z', false), '00:00');
    assert.equal(day('2026-02-17T17:00:00Z'), '18 Feb 2026');
    assert.equal(day('2026-02-18'), '18 Feb 2026');
    assert.equal(shortDay('2026-02-18'), '18 Feb');
    assert.equal(stamp('2026-02-18T02:00:02Z'), '18 Feb 2026 09:00:02 WIB');
  }));

test('numbers follow the language', () => {
  language.value = 'id';
  assert.equal(count(1_234_567), '1.234.567');
  assert.equal(percent(1.234), '+1,23%');
  assert.equal(price(8225.5), '8.225,5');
  assert.equal(lots(12_300), '123');
  assert.equal(span(125_000), '2 mnt');
  language.value = 'en';
  assert.equal(percent(-0.5, 1), '-0.5%');
  assert.equal(percent(0), '0.00%');
  assert.equal(span(-5), '0 s');
  assert.deepEqual([direction(1), direction(-1), direction(0), direction(null)], ['up', 'down', '', '']);
});

test('a dictionary fills in values and follows the language', () => {
  const t = dictionary({ hello: 'Halo {name}' }, { hello: 'Hello {name}' });
  language.value = 'id';
  assert.equal(t('hello', { name: 'Budi' }), 'Halo Budi');
  language.value = 'en';
  assert.equal(t('hello', { name: '$& {x}' }), 'Hello $& {x}');
});
