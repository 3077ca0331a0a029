// Phantom stops and targets as lines of the footprint chart: dragged, confirmed, sent.
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { PriceLine } from './footprint/price-line';
import { Confirm } from './forms';
import { count } from './format';
import { toast } from './parts';
import { isActive, type Movable } from './phantom';
import { levelWords as text, moveLevels, MoveWords, TrailWords } from './phantom-levels';
import { may } from './session';
import { TRADING, type Phantom, type Position } from './trading';
import { useData } from './use-data';

interface Move {
  position: Position;
  phantom: Phantom;
  name: Movable;
  to: number;
}

/** Seconds between readings of what is held. */
const EVERY = 3;

/** The levels of the phantom orders that watch an instrument, and the question that stands before a move. */
export function usePhantomLines(code: string): { lines: readonly PriceLine[]; confirm: ComponentChildren } {
  const positions = useData<{ items: Position[] }>(`${TRADING}/positions`, undefined, EVERY);
  const [move, setMove] = useState<Move | null>(null);
  const mayMove = may('trader');
  const held = positions.data?.items.filter(p => p.code === code) ?? [];
  // Only what the lines show makes them anew, not every reading.
  const shown = JSON.stringify(held.flatMap(p => p.phantoms.filter(isActive).map(x => [p.accountId, x.id, x.stop, x.target, x.lots])));
  const lines = useMemo(
    () =>
      held.flatMap(position =>
        position.phantoms.filter(isActive).flatMap(phantom =>
          (['target', 'stop'] as const).flatMap((name): PriceLine[] => {
            const level = phantom[name];
            if (typeof level !== 'number') return [];
            return [
              {
                id: `${position.accountId}/${phantom.id}/${name}`,
                price: level,
                label: text('armed', { name: text(name), lots: count(phantom.lots) }),
                tone: name === 'stop' ? 'sell' : 'buy',
                onMove: mayMove ? to => setMove({ position, phantom, name, to }) : null,
              },
            ];
          }),
        ),
      ),
    [shown, mayMove, text('stop'), text('armed')],
  );
  const confirm = move && (
    <Confirm
      title={text('confirmTitle', { name: text(move.name), code })}
      action={text('set')}
      onClose={() => setMove(null)}
      onConfirm={async () => {
        await moveLevels(move.position.accountId, move.phantom, { [move.name]: move.to });
        toast(text('amended'), 'good');
        positions.reload();
      }}
    >
      <MoveWords phantom={move.phantom} name={move.name} to={move.to} last={move.position.lastPrice} lotSize={move.position.lotSize} />
      <TrailWords phantom={move.phantom} />
    </Confirm>
  );
  return { lines, confirm };
}
