import { count, percent, rupiah } from '../../lib/format';
import { Card, Hint, Show } from '../../lib/parts';
import type { Summary, SummaryItem } from '../../lib/types';
import type { Data } from '../../lib/use-data';
import { breadthOf } from './breadth';
import { text } from './text';

/** How many go which way, and which side takes the value. */
export function BreadthCard(props: { answer: Data<Summary>; rows: readonly SummaryItem[] }) {
  const b = breadthOf(props.rows);
  const sides = b.bought + b.sold;
  return (
    <Card class="home-breadth" title={text('breadth')}>
      <Show of={props.answer} isEmpty={d => d.items.length === 0}>
        {() => (
          <>
            <Bar
              label={text('breadth')}
              parts={[
                ['buy', text('advancing'), b.advancing, count(b.advancing)],
                ['flat', text('unchanged'), b.unchanged, count(b.unchanged)],
                ['sell', text('declining'), b.declining, count(b.declining)],
              ]}
            />
            <Bar
              label={`${text('bought')} / ${text('sold')}`}
              parts={[
                ['buy', text('bought'), b.bought, `${rupiah(b.bought)} · ${percent((100 * b.bought) / (sides || 1), 1).replace('+', '')}`],
                ['sell', text('sold'), b.sold, `${rupiah(b.sold)} · ${percent((100 * b.sold) / (sides || 1), 1).replace('+', '')}`],
              ]}
            />
            <dl class="facts">
              <div>
                <dt>{text('value')}</dt>
                <dd data-fact="value">{rupiah(b.value)}</dd>
              </div>
              <div>
                <dt>{text('trades')}</dt>
                <dd>{count(b.trades)}</dd>
              </div>
              <div>
                <dt>
                  {text('instruments')} <Hint text={text('sides')} />
                </dt>
                <dd data-fact="instruments">{count(props.rows.length)}</dd>
              </div>
            </dl>
          </>
        )}
      </Show>
    </Card>
  );
}

/** A bar in proportion, with its parts in words below it. */
function Bar(props: { label: string; parts: readonly (readonly [kind: string, name: string, size: number, shown: string])[] }) {
  return (
    <div class="breadth" role="group" aria-label={props.label}>
      <div class="breadth-bar" aria-hidden="true">
        {props.parts.map(([kind, , size]) => (
          <i key={kind} class={kind} style={{ flexGrow: size }} />
        ))}
      </div>
      <ul>
        {props.parts.map(([kind, name, , shown]) => (
          <li key={kind} class={kind}>
            <span class="muted">{name}</span> <b data-part={kind}>{shown}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
