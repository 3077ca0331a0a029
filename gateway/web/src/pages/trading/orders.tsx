import { useMemo, useState } from 'preact/hooks';
import { clock, count, day, price } from '../../lib/format';
import type { Sort } from '../../lib/order';
import { Badge, Card, Segments, Show } from '../../lib/parts';
import { DataTable, type Column } from '../../lib/table';
import type { Order } from '../../lib/trading';
import { useAction } from '../../lib/forms';
import { OrderDialog } from './order-dialog';
import { Side, State } from './states';
import { text } from './text';
import type { Desk } from './use-desk';

/** Height of a row of the table, in pixels, and how many there are before it scrolls. */
const ROW = 30;
const MOST_ROWS = 12;

const columns = (): Column<Order>[] => [
  { id: 'time', title: text('time'), value: o => o.createdAt, cell: o => <time dateTime={o.createdAt} title={day(o.createdAt)}>{clock(o.createdAt)}</time>, width: 74, align: 'start' },
  { id: 'side', title: text('side'), value: o => o.side, cell: o => <Side side={o.side} />, width: 66, align: 'start', up: true },
  { id: 'code', title: text('code'), value: o => o.code, cell: o => <b>{o.code}</b>, width: 78, align: 'start', up: true },
  { id: 'state', title: text('state'), value: o => o.state, cell: o => <State state={o.state} />, width: 122, align: 'start', up: true },
  { id: 'price', title: text('price'), value: o => o.price, cell: o => price(o.price), width: 80 },
  { id: 'filled', title: text('filled'), value: o => o.filledLot, cell: o => `${count(o.filledLot)}/${count(o.lot)}`, width: 84 },
  { id: 'avg', title: text('avg'), value: o => o.avgPrice, cell: o => price(o.avgPrice, 2), width: 84, from: 560 },
  { id: 'account', title: text('account'), value: o => o.accountId, width: 120, align: 'start', from: 760, up: true },
  {
    id: 'reason', title: text('reason'), value: o => o.reason ?? '', grow: true, width: 160, align: 'start', from: 680, up: true,
    cell: o => (
      <>
        {o.flags.map(f => (
          <Badge key={f} tone={f === 'NeedsPerson' ? 'bad' : 'warn'}>
            {f}
          </Badge>
        ))}{' '}
        <span title={o.reason ?? undefined}>{o.reason ?? (o.madeBy ? `${text('madeBy')} ${o.madeBy}` : '')}</span>
      </>
    ),
  },
];

/** Orders with their live states; one that is pressed opens its history. */
export function Orders(props: { desk: Desk; account: string | null }) {
  const { desk } = props;
  const [sort, setSort] = useState<Sort>({ column: 'time', ascending: false });
  const [which, setWhich] = useState<'all' | 'open'>('all');
  const [open, setOpen] = useState<string | null>(null);
  const act = useAction();
  const rows = useMemo(
    () => desk.orders.filter(o => (props.account === null || o.accountId === props.account) && (which === 'all' || !o.isFinal)),
    [desk.orders, props.account, which],
  );
  const order = open === null ? undefined : desk.orders.find(o => o.id === open);
  return (
    <Card
      class="trading-orders"
      title={text('orders')}
      note={count(rows.length)}
      flush
      tools={<Segments label={text('filter')} value={which} options={[['all', text('allOrders')], ['open', text('onlyOpen')]]} onChange={setWhich} />}
      foot={
        desk.hasMore && (
          <button type="button" class="link-button" disabled={act.busy} onClick={() => void act.run(desk.more)}>
            {text('more')}
          </button>
        )
      }
    >
      <Show of={desk.orderPage}>
        {() => (
          <div style={{ height: `${Math.min(Math.max(rows.length + 2, 3), MOST_ROWS) * ROW}px` }}>
            <DataTable label={text('orders')} columns={columns()} rows={rows} rowKey={o => o.id} sort={sort} onSort={setSort} onOpen={o => setOpen(o.id)} selected={open} empty={text('noOrders')} class="orders-grid" />
          </div>
        )}
      </Show>
      {order && <OrderDialog order={order} onChanged={desk.reload} onClose={() => setOpen(null)} />}
    </Card>
  );
}
