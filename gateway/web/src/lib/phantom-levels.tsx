// Moving the levels of phantom orders, on the ladder and on the chart: what a move means in words, and the call that makes it.
import { send } from './api';
import { percent, price, signedCount } from './format';
import { dictionary } from './i18n';
import { amendment, levelText, phantomPath, profitAt, type Movable } from './phantom';
import type { Phantom } from './trading';

const text = dictionary(
  {
    stop: 'Stop',
    target: 'Target',
    moveTo: '{name} {from} → {to}',
    atProfit: 'laba di sana {profit} tanpa biaya',
    below: '{percent} dari rata-rata',
    sellsNow: 'Harga terakhir {last} sudah menyentuhnya: langsung menjual.',
    trailStays: 'Trail {trail} tetap; dari stop dan trail yang lebih tinggi yang berlaku.',
    amended: 'Phantom stop diubah.',
    armed: '{name} {lots} lot',
    confirmTitle: 'Geser {name} {code}?',
    set: 'Pasang',
  },
  {
    stop: 'Stop',
    target: 'Target',
    moveTo: '{name} {from} → {to}',
    atProfit: 'profit there {profit} before fees',
    below: '{percent} of the average',
    sellsNow: 'The last price {last} touches it already: it sells at once.',
    trailStays: 'The trail of {trail} stays; of stop and trail the higher is in force.',
    amended: 'The phantom stop was changed.',
    armed: '{name} {lots} lots',
    confirmTitle: 'Move the {name} of {code}?',
    set: 'Set',
  },
);

export { text as levelWords };

/** Moves levels of a phantom order. */
export async function moveLevels(accountId: string, phantom: Phantom, moved: Partial<Record<Movable, number>>): Promise<void> {
  await send('POST', `${phantomPath(phantom.id)}/amend`, amendment(accountId, phantom, moved));
}

/** What a move means: from where to where, the profit there, and whether it sells at once. */
export function MoveWords(props: { phantom: Phantom; name: Movable; to: number; last: number | null; lotSize: number }) {
  const { phantom, name, to, last } = props;
  return (
    <p data-move={name}>
      <b>{text('moveTo', { name: text(name), from: levelText(phantom[name]), to: price(to) })}</b>{' '}
      <span class="muted">
        {phantom.avgPrice !== null && `${text('below', { percent: percent((100 * (to - phantom.avgPrice)) / phantom.avgPrice) })} · `}
        {text('atProfit', { profit: signedCount(profitAt(to, phantom, props.lotSize)) })}
      </span>
      {last !== null && (name === 'stop' ? to >= last : to <= last) && <strong class="warn-text">⚠ {text('sellsNow', { last: price(last) })}</strong>}
    </p>
  );
}

/** That a trail goes on beside what is moved. */
export const TrailWords = (props: { phantom: Phantom }) => (props.phantom.trail === null ? null : <p class="muted">{text('trailStays', { trail: levelText(props.phantom.trail) })}</p>);
