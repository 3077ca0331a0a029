// The order ticket. What the gateway objects to stands at the field that it names.
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { hrefOf, instrumentQuery } from '../../app/routes';
import { send } from '../../lib/api';
import { failureOf, Select, useAction } from '../../lib/forms';
import { count, price, rupiah } from '../../lib/format';
import { language } from '../../lib/i18n';
import { Card, Field, Segments } from '../../lib/parts';
import { ApiError, Unreachable } from '../../lib/problem';
import { may } from '../../lib/session';
import { TRADING, type Account, type Limit, type Order } from '../../lib/trading';
import { typedNumber } from '../../lib/typed-number';
import type { Instrument, Summary, SummaryItem } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { tellPlaced } from './placed';
import { text } from './text';
import { bodyOf, clientNumber, emptyTicket, type Ticket } from './ticket';

interface Refusal {
  text: string;
  limits: Limit[];
}

export function OrderTicket(props: { accounts: readonly Account[]; account: string | null; start: Partial<Ticket>; onPlaced: () => void }) {
  const [ticket, setTicket] = useState<Ticket>({ ...emptyTicket, ...props.start });
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const act = useAction();
  const list = useId();
  const instruments = useData<{ items: Instrument[] }>('/instruments', { limit: 10_000 });
  const summary = useData<Summary>('/footprint/summary', undefined, 5);
  const number = useRef(clientNumber());
  const may_ = may('trader');

  // The account that is looked at, else the first one that takes orders.
  const account = ticket.accountId || props.account || (props.accounts.find(a => a.state === 'Ready') ?? props.accounts[0])?.accountId || '';
  const code = ticket.code.trim().toUpperCase();
  const instrument = useMemo(() => instruments.data?.items.find(i => i.ticker === code) ?? null, [instruments.data, code]);
  const row = useMemo<SummaryItem | null>(() => summary.data?.items.find(i => i.ticker === code) ?? null, [summary.data, code]);
  const change = (more: Partial<Ticket>) => {
    // Another order has another number.
    number.current = clientNumber();
    setTicket(t => ({ ...t, ...more }));
    setRefusal(null);
    setErrors({});
  };
  useEffect(() => {
    if (Object.keys(props.start).length > 0) change(props.start);
  }, [props.start]);

  const typedPrice = typedNumber(ticket.price, language.value);
  const typedLots = ticket.sizeKind === 'lot' ? typedNumber(ticket.size, language.value) : null;
  const value = typedPrice !== null && typedLots !== null && instrument ? typedPrice * typedLots * instrument.lotSize : null;

  const submit = () =>
    act.run(
      async () => {
        setRefusal(null);
        const { body, errors: complaints } = bodyOf({ ...ticket, accountId: account }, language.value);
        if (!body) {
          setErrors(Object.fromEntries(Object.entries(complaints).map(([field, complaint]) => [field, text(complaint)])));
          return;
        }

        setErrors({});
        const order = await send<Order>('POST', `${TRADING}/orders?wait=ack`, { ...body, clientOrderId: number.current });
        tellPlaced(order);
        number.current = clientNumber();
        setTicket(t => ({ ...t, size: '' }));
        props.onPlaced();
      },
      error => {
        const fields = error instanceof ApiError ? error.fields : {};
        setErrors(fields);
        const known = ['accountId', 'code', 'price', 'lot', 'amount', 'percentOfCapital', 'phantom.stop', 'phantom.target', 'phantom.trail', 'phantom'];
        const elsewhere = Object.entries(fields).filter(([field]) => !known.includes(field));
        const unsure = error instanceof Unreachable || (error instanceof ApiError && error.status === 503 && 'clientOrderId' in error.body);
        if (unsure) setRefusal({ text: text('unsure'), limits: [] });
        else if (Object.keys(fields).length === 0) setRefusal({ text: failureOf(error), limits: error instanceof ApiError ? ((error.body['limits'] as Limit[] | undefined) ?? []) : [] });
        else if (elsewhere.length > 0) setRefusal({ text: elsewhere.map(([field, reason]) => `${field}: ${reason}`).join(' '), limits: [] });
        return true;
      },
    );

  const fieldOf = (name: 'stop' | 'target' | 'trail') => (
    <Field label={text(name)} name={name} value={ticket[name]} onInput={v => change({ [name]: v })} error={errors[`phantom.${name}`]} inputMode="text" maxLength={20} />
  );
  return (
    <Card class="trading-ticket" title={text('ticket')} id="ticket">
      <form
        class={`form ticket ${ticket.side === 'BUY' ? 'is-buy' : 'is-sell'}`}
        onSubmit={e => {
          e.preventDefault();
          void submit();
        }}
      >
        <div class="ticket-row">
          <Segments label={text('side')} value={ticket.side} options={[['BUY', `▲ ${text('buy')}`], ['SELL', `▼ ${text('sell')}`]]} onChange={side => change({ side })} />
          <Select label={text('account')} hideLabel name="accountId" value={account} options={props.accounts.map(a => [a.accountId, a.accountId] as const)} onChange={accountId => change({ accountId })} error={errors['accountId']} />
        </div>
        <div class="ticket-row two">
          <div class="field">
            <label for={`${list}c`}>{text('code')}</label>
            <input
              id={`${list}c`}
              name="code"
              list={list}
              value={ticket.code}
              maxLength={32}
              autoComplete="off"
              autoCapitalize="characters"
              spellcheck={false}
              aria-invalid={errors['code'] ? true : undefined}
              aria-describedby={`${list}d`}
              onInput={e => change({ code: e.currentTarget.value.toUpperCase() })}
            />
            <datalist id={list}>
              {code.length > 0 && instruments.data?.items.filter(i => i.ticker.startsWith(code)).slice(0, 20).map(i => <option key={`${i.venue}${i.ticker}`} value={i.ticker}>{i.name ?? i.venue}</option>)}
            </datalist>
            <p id={`${list}d`} class={errors['code'] ? 'error' : 'hint'}>
              {errors['code'] ?? (row ? <a href={hrefOf('footprint', instrumentQuery(row.ticker, row.venue))}>{row.ticker} · {row.venue}</a> : '\u00a0')}
            </p>
          </div>
          <div class="field">
            <label for={`${list}p`}>{text('price')}</label>
            <input id={`${list}p`} name="price" inputMode="decimal" value={ticket.price} maxLength={20} autoComplete="off" aria-invalid={errors['price'] ? true : undefined} aria-describedby={`${list}q`} onInput={e => change({ price: e.currentTarget.value })} />
            <p id={`${list}q`} class={errors['price'] ? 'error' : 'hint'}>
              {errors['price'] ??
                (row ? (
                  <button type="button" class="link-button" onClick={() => change({ price: price(row.close) })}>
                    {text('last', { price: price(row.close) })}
                  </button>
                ) : (
                  '\u00a0'
                ))}
            </p>
          </div>
        </div>
        <div class="ticket-row two">
          <Select label={text('size')} name="sizeKind" value={ticket.sizeKind} options={[['lot', text('lot')], ['amount', text('amount')], ['percentOfCapital', text('percentOfCapital')]]} onChange={sizeKind => change({ sizeKind })} />
          <Field label={text(ticket.sizeKind)} name="size" value={ticket.size} onInput={size => change({ size })} inputMode="numeric" error={errors[ticket.sizeKind] ?? errors['lot']} maxLength={20} />
        </div>
        {/* Its line is always there: what is pressed below must not move while numbers arrive. */}
        <p class="muted ticket-value">
          {value === null ? (
            '\u00a0'
          ) : (
            <>
              {text('value')} <b>{rupiah(value)}</b> · {text('valueHow', { lot: count(typedLots), size: count(instrument!.lotSize), price: price(typedPrice) })}
            </>
          )}
        </p>
        <div class="ticket-row two">
          <Select label={text('tif')} name="tif" value={ticket.tif} options={[['DAY', text('day')], ['OPEN', text('open')]]} onChange={tif => change({ tif })} />
          <label class="check">
            <input type="checkbox" name="queue" checked={ticket.queue} onChange={e => change({ queue: e.currentTarget.checked })} />
            {text('queue')}
          </label>
        </div>
        {ticket.side === 'BUY' && (
          <fieldset class="ticket-phantom">
            <legend>{text('protect')}</legend>
            <div class="ticket-row three">
              {fieldOf('stop')}
              {fieldOf('target')}
              {fieldOf('trail')}
            </div>
            <p class={errors['phantom'] ? 'error' : 'muted'}>{errors['phantom'] ?? text('protectHint')}</p>
          </fieldset>
        )}
        {refusal && (
          <div class="refusal" role="alert">
            {refusal.limits.length === 0 ? (
              <p>{refusal.text}</p>
            ) : (
              <>
                <p>
                  <b>{text('limits')}</b>
                </p>
                <ul>
                  {refusal.limits.map(l => (
                    <li key={l.limit}>
                      <b>{l.limit}</b> {l.allowed !== null && l.asked !== null ? text('allowed', { allowed: price(l.allowed), asked: price(l.asked), unit: l.unit }) : ''}
                      <span class="muted" lang="en">
                        {l.reason}
                      </span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </div>
        )}
        <button type="submit" class={`button place ${ticket.side === 'BUY' ? 'buy' : 'sell'}`} disabled={!may_ || act.busy}>
          {code && typedPrice !== null && ticket.size ? text('place', { side: text(ticket.side === 'BUY' ? 'buy' : 'sell'), lot: `${ticket.size}${ticket.sizeKind === 'lot' ? ' lot' : ticket.sizeKind === 'amount' ? ' Rp' : '%'}`, code, price: price(typedPrice) }) : text('placeEmpty')}
        </button>
      </form>
    </Card>
  );
}
