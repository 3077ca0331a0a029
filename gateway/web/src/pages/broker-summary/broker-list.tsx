import { useMemo, useState } from 'preact/hooks';
import { direction, price, rupiah, signedRupiah } from '../../lib/format';
import type { Sort } from '../../lib/order';
import { Card, Show } from '../../lib/parts';
import { DataTable, type Column } from '../../lib/table';
import type { Data } from '../../lib/use-data';
import type { Broker, BrokerRange } from './answers';
import { text } from './text';

const handOf = (broker: Broker): 'smart' | 'retail' => (broker.category === 'retail' ? 'retail' : 'smart');

/** The brokers with the largest net of one side. */
export function TopBrokers(props: { range: Data<BrokerRange>; side: 'accumulators' | 'distributors' }) {
  return (
    <Card class="bs-top" title={text(props.side)} flush>
      <Show of={props.range} isEmpty={r => r.top[props.side].length === 0} empty={text('none')}>
        {r => {
          const rows = r.top[props.side];
          const most = Math.max(...rows.map(b => Math.abs(b.netValue)));
          return (
            <table class="plain-table bs-brokers" data-top={props.side}>
              <thead>
                <tr>
                  <th scope="col">{text('broker')}</th>
                  <th scope="col" class="start">
                    {text('category')}
                  </th>
                  <th scope="col">{text('netValue')}</th>
                  <th scope="col">{text(props.side === 'accumulators' ? 'buyAvg' : 'sellAvg')}</th>
                  <th scope="col">{text('activeDays')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(b => (
                  <tr key={b.code}>
                    <th scope="row">
                      {b.code} <small>{b.name}</small>
                    </th>
                    <td class={`start ${handOf(b)}`}>{text(b.category)}</td>
                    <td class="bs-net">
                      <i class={handOf(b)} aria-hidden="true" style={{ width: `${(100 * Math.abs(b.netValue)) / most}%` }} />
                      <span>{signedRupiah(b.netValue)}</span>
                    </td>
                    <td>{price(props.side === 'accumulators' ? rounded(b.buyAvg) : rounded(b.sellAvg))}</td>
                    <td>{b.activeDays}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </Show>
    </Card>
  );
}

const rounded = (average: number | null): number | null => (average === null ? null : Number(average.toPrecision(6)));

/** All brokers of the range. */
export function AllBrokers(props: { range: Data<BrokerRange> }) {
  const [sort, setSort] = useState<Sort>({ column: 'netValue', ascending: false });
  const columns = useMemo((): Column<Broker>[] => {
    const money = (id: 'buyValue' | 'sellValue') => ({ id, title: text(id), value: (b: Broker) => b[id], cell: (b: Broker) => rupiah(b[id]), width: 92, from: 520 });
    const average = (id: 'buyAvg' | 'sellAvg') => ({ id, title: text(id), value: (b: Broker) => b[id], cell: (b: Broker) => price(rounded(b[id])), width: 92, from: 700 });
    return [
      { id: 'code', title: text('broker'), value: b => b.code, width: 64, align: 'start', up: true },
      { id: 'name', title: text('name'), value: b => b.name, width: 150, grow: true, align: 'start', up: true, from: 420 },
      { id: 'category', title: text('category'), value: b => text(b.category), width: 92, align: 'start', up: true, class: b => handOf(b) },
      { id: 'netValue', title: text('netValue'), value: b => b.netValue, cell: b => signedRupiah(b.netValue), width: 110, class: b => direction(b.netValue) },
      money('buyValue'),
      money('sellValue'),
      average('buyAvg'),
      average('sellAvg'),
      { id: 'activeDays', title: text('activeDays'), value: b => b.activeDays, width: 60 },
    ];
  }, [text('broker')]);
  return (
    <Card class="bs-all" title={text('all')} note={props.range.data ? String(props.range.data.brokers.length) : undefined} flush>
      <Show of={props.range} isEmpty={r => r.brokers.length === 0} empty={text('none')}>
        {r => <DataTable label={text('all')} columns={columns} rows={r.brokers} rowKey={b => b.code} sort={sort} onSort={setSort} />}
      </Show>
    </Card>
  );
}

/** What is doubtful about the range's data. */
export function Doubts(props: { range: BrokerRange }) {
  const days = props.range.days.filter(d => d.warnings.length > 0);
  const unmapped = [...new Set(props.range.days.flatMap(d => d.unmapped))].sort();
  if (days.length === 0 && unmapped.length === 0) return null;
  return (
    <details class="bs-doubts">
      <summary>{text('doubts', { count: days.length })}</summary>
      <ul>
        {unmapped.length > 0 && <li>{text('unmapped', { list: unmapped.join(', ') })}</li>}
        {days.map(d => (
          <li key={d.date}>
            {d.date}: <span lang="en">{d.warnings.join(' ')}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
