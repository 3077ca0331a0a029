// The log panel: what the broker answered and pushed, and everything else that happens in the accounts, as it happens.
import { useState } from 'preact/hooks';
import { clock, count, price, stamp } from '../../lib/format';
import { Card, Segments } from '../../lib/parts';
import { levelText } from '../../lib/phantom';
import type { AccountEvent } from './model';
import { text } from './text';

/** What the broker said: its answer to a request, its pushes, its list of orders. */
const BROKER = ['ack', 'push', 'list'];

export function LogPanel(props: { log: readonly AccountEvent[] }) {
  const [shown, setShown] = useState<'all' | 'broker'>('all');
  const [held, setHeld] = useState<readonly AccountEvent[] | null>(null);
  const [from, setFrom] = useState<string | null>(null);
  const log = (held ?? props.log).filter(e => (from === null || (e.time ?? '') > from) && (shown === 'all' || BROKER.some(c => e.cause?.startsWith(c))));
  return (
    <Card
      class="trading-log"
      title={text('log')}
      note={text('logHint')}
      flush
      tools={
        <>
          <Segments label={text('logFilter')} value={shown} options={[['all', text('logAll')], ['broker', text('logBroker')]]} onChange={setShown} />
          <button type="button" class="button small" aria-pressed={held !== null} onClick={() => setHeld(held === null ? props.log : null)}>
            {held === null ? text('pause') : text('resume')}
          </button>
          <button type="button" class="button small" onClick={() => setFrom(props.log.find(e => e.time)?.time ?? '')}>
            {text('clear')}
          </button>
        </>
      }
    >
      {log.length === 0 ? (
        <p class="nothing">{text('noLog')}</p>
      ) : (
        <div class="log" role="log" tabIndex={0} aria-label={text('log')}>
          <ol>
            {log.map(e => (
              <li key={`${e.account}/${e.seq}`} data-seq={e.seq}>
                <time dateTime={e.time} title={e.time && stamp(e.time)}>
                  {e.time ? clock(e.time) : ''}
                </time>
                <span class="muted log-seq">
                  {e.account} #{e.seq}
                </span>
                <b>{e.kind ?? '…'}</b>
                <span class="muted">{e.cause}</span>
                <span class="log-what">{whatOf(e)}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Card>
  );
}

function whatOf(event: AccountEvent): string {
  const { order, phantom } = event;
  if (order) {
    const fill = order.filledLot > 0 ? ` · ${count(order.filledLot)}/${count(order.lot)} @ ${price(order.avgPrice, 2)}` : '';
    return `${order.side} ${order.code} ${count(order.lot)} @ ${price(order.price)} → ${order.state}${fill}${order.brokerOrderNo ? ` · ${order.brokerOrderNo}` : ''}${order.reason ? ` · ${order.reason}` : ''}`;
  }

  if (phantom) {
    const levels = (['stop', 'target', 'trail'] as const).filter(l => phantom[l] !== null).map(l => `${text(l)} ${levelText(phantom[l])}`);
    return `${phantom.code} ${phantom.id} → ${phantom.state} · ${levels.join(' · ')}${phantom.note ? ` · ${phantom.note}` : ''}`;
  }

  return event.gap ? text('gap', { seq: event.seq }) : (event.code ?? '');
}
