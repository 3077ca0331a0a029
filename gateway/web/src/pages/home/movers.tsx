import { hrefOf, instrumentQuery } from '../../app/routes';
import { decimal, price, rupiah } from '../../lib/format';
import { Card, Explained, Show } from '../../lib/parts';
import { Change } from '../../lib/score';
import { keyOf } from '../../lib/summary';
import type { Summary, SummaryItem } from '../../lib/types';
import type { Data } from '../../lib/use-data';
import { top } from './breadth';
import { text } from './text';

const MOST = 8;

/** The first rows in an order; the title leads to the scanner in the same order. */
export function Movers(props: { title: string; answer: Data<Summary>; rows: readonly SummaryItem[]; by: (item: SummaryItem) => number; sort: string; onOpen: (key: string) => void }) {
  return (
    <Card class="home-movers" title={<a href={hrefOf('scanner', { sort: props.sort })}>{props.title}</a>} flush>
      <Show of={props.answer} isEmpty={d => d.items.length === 0}>
        {() => (
          <table class="plain-table" data-movers={props.sort}>
            <thead>
              <tr>
                <th scope="col">{text('code')}</th>
                <th scope="col">{text('last')}</th>
                <th scope="col">{text('change')}</th>
                <th scope="col">{text('value')}</th>
                <th scope="col">{text('score')}</th>
              </tr>
            </thead>
            <tbody>
              {top(props.rows, props.by, MOST).map(r => (
                <tr key={keyOf(r)}>
                  <th scope="row">
                    <a href={hrefOf('footprint', instrumentQuery(r.ticker, r.venue))}>{r.ticker}</a>
                  </th>
                  <td>{price(r.close)}</td>
                  <td>
                    <Change value={r.pricePct} />
                  </td>
                  <td>{rupiah(r.value)}</td>
                  <td>
                    <Explained label={r.ticker} onOpen={() => props.onOpen(keyOf(r))}>
                      {decimal(r.finalScore, 3)}
                    </Explained>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Show>
    </Card>
  );
}
