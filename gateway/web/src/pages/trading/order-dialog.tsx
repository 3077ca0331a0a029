// An order with all that happened to it, and what can be done about it.
import { useEffect, useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { failureOf, Select, useAction } from '../../lib/forms';
import { clock, count, price, stamp } from '../../lib/format';
import { language } from '../../lib/i18n';
import { Badge, Dialog, Field, Show, toast } from '../../lib/parts';
import { levelText } from '../../lib/phantom';
import { PlainTable } from '../../lib/plain-table';
import { ApiError } from '../../lib/problem';
import { may } from '../../lib/session';
import { TRADING, type Order } from '../../lib/trading';
import { typedNumber } from '../../lib/typed-number';
import { useData } from '../../lib/use-data';
import { Side, State } from './states';
import { text } from './text';

const OUTCOMES = ['NotReceived', 'HasNumber', 'Cancelled', 'Seen'] as const;
type Outcome = (typeof OUTCOMES)[number];

export function OrderDialog(props: { order: Order; onChanged: () => void; onClose: () => void }) {
  const { order } = props;
  const path = `${TRADING}/orders/${encodeURIComponent(order.id)}`;
  const detail = useData<Order>(path, { events: true });
  useEffect(() => {
    if (detail.data) detail.reload();
  }, [order.updatedAt, order.state]);
  const mayAct = may('trader');
  const act = useAction();
  return (
    <Dialog
      title={text('orderTitle', { id: order.id })}
      onClose={props.onClose}
      class="order-dialog"
      actions={
        mayAct && !order.isFinal ? (
          <button
            type="button"
            class="button danger"
            disabled={act.busy}
            onClick={() =>
              void act.run(async () => {
                await send('POST', `${path}/cancel`);
                toast(text('cancelAsked'));
                props.onChanged();
              })
            }
          >
            {text('cancelOrder')}
          </button>
        ) : undefined
      }
    >
      <p class="score-line">
        <Side side={order.side} /> <b>{order.code}</b> {count(order.lot)} @ {price(order.price)} <State state={order.state} />
        {order.flags.map(f => (
          <Badge key={f} tone={f === 'NeedsPerson' ? 'bad' : 'warn'}>
            {f}
          </Badge>
        ))}
      </p>
      {order.reason && <p lang="en">{order.reason}</p>}
      {order.warnings.length > 0 && (
        <p>
          <Badge tone="warn">{text('warnings')}</Badge> <span lang="en">{order.warnings.join(' ')}</span>
        </p>
      )}
      <dl class="facts order-facts">
        <Fact name={text('filled')} value={`${count(order.filledLot)}/${count(order.lot)}`} />
        <Fact name={text('avg')} value={price(order.avgPrice, 2)} />
        <Fact name={text('tif')} value={text(order.tif === 'OPEN' ? 'open' : 'day')} />
        <Fact name={text('brokerNo')} value={order.brokerOrderNo ?? '–'} />
        <Fact name={text('clientId')} value={order.clientOrderId ?? '–'} />
        <Fact name={text('created')} value={stamp(order.createdAt)} />
        <Fact name={text('updated')} value={stamp(order.updatedAt)} />
        {order.madeBy && <Fact name={text('madeBy')} value={order.madeBy} />}
        {order.phantom && <Fact name={text('protect')} value={`${order.phantom.state} · ${(['stop', 'target', 'trail'] as const).filter(l => order.phantom![l] !== null).map(l => `${text(l)} ${levelText(order.phantom![l])}`).join(' · ')}`} />}
      </dl>
      {mayAct && !order.isFinal && <Amend order={order} path={path} onChanged={props.onChanged} />}
      {mayAct && (order.flags.includes('NeedsPerson') || order.state === 'Unknown') && <Resolve path={path} onChanged={props.onChanged} />}
      <h3>{text('events')}</h3>
      <Show of={detail} isEmpty={d => (d.events ?? []).length === 0}>
        {d => (
          <PlainTable label={text('events')} class="order-events" head={['#', ...(['time', 'event', 'cause', 'state', 'filled'] as const).map(key => text(key))]}>
            {(d.events ?? []).map(e => (
              <tr key={e.seq} title={e.reason ?? undefined}>
                <th scope="row">{e.seq}</th>
                <td>{clock(e.time)}</td>
                <td>{e.kind}</td>
                <td>{e.cause}</td>
                <td>{e.state}</td>
                <td>{count(e.filledLot)}</td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Show>
    </Dialog>
  );
}

const Fact = (props: { name: string; value: string }) => (
  <div>
    <dt>{props.name}</dt>
    <dd>{props.value}</dd>
  </div>
);

/** Asks for another price or another total of lots. */
function Amend(props: { order: Order; path: string; onChanged: () => void }) {
  const [newPrice, setPrice] = useState('');
  const [lot, setLot] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const act = useAction();
  const submit = () =>
    act.run(
      async () => {
        const body: Record<string, number> = {};
        const wrong: Record<string, string> = {};
        for (const [field, typed] of [['price', newPrice], ['lot', lot]] as const) {
          const value = typedNumber(typed, language.value);
          if (typed.trim() !== '' && value === null) wrong[field] = text('notNumber');
          else if (value !== null) body[field] = value;
        }

        setErrors(wrong);
        if (Object.keys(wrong).length > 0) return;
        await send('POST', `${props.path}/amend`, body);
        toast(text('amendAsked'));
        setPrice('');
        setLot('');
        props.onChanged();
      },
      error => {
        const fields = error instanceof ApiError ? error.fields : {};
        setErrors(Object.keys(fields).length > 0 ? fields : { price: failureOf(error) });
        return true;
      },
    );
  return (
    <form
      class="inline-form"
      onSubmit={e => {
        e.preventDefault();
        void submit();
      }}
    >
      <Field label={text('price')} name="amendPrice" value={newPrice} onInput={setPrice} inputMode="numeric" error={errors['price']} maxLength={20} />
      <Field label={text('lot')} name="amendLot" value={lot} onInput={setLot} inputMode="numeric" error={errors['lot']} hint={text('amendHint')} maxLength={20} />
      <button type="submit" class="button" disabled={act.busy || (newPrice.trim() === '' && lot.trim() === '')}>
        {text('amend')}
      </button>
    </form>
  );
}

/** Tells what a person found at the broker. */
function Resolve(props: { path: string; onChanged: () => void }) {
  const [outcome, setOutcome] = useState<Outcome>('NotReceived');
  const [orderNo, setOrderNo] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const act = useAction();
  return (
    <form
      class="refusal form"
      onSubmit={e => {
        e.preventDefault();
        void act.run(
          async () => {
            setErrors({});
            await send('POST', `${props.path}/resolve`, { outcome, ...(outcome === 'HasNumber' && { orderNo: orderNo.trim() }) });
            props.onChanged();
          },
          error => {
            const fields = error instanceof ApiError ? error.fields : {};
            setErrors(Object.keys(fields).length > 0 ? fields : { outcome: failureOf(error) });
            return true;
          },
        );
      }}
    >
      <p>
        <b>{text('resolve')}</b> {text('resolveText')}
      </p>
      <Select label={text('resolve')} hideLabel name="outcome" value={outcome} options={OUTCOMES.map(o => [o, text(o)] as const)} onChange={setOutcome} error={errors['outcome']} />
      {outcome === 'HasNumber' && <Field label={text('orderNo')} name="orderNo" value={orderNo} onInput={setOrderNo} error={errors['orderNo']} maxLength={128} required />}
      <button type="submit" class="button primary" disabled={act.busy}>
        {text('say')}
      </button>
    </form>
  );
}
