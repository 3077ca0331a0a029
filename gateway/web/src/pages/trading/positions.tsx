import { useState } from 'preact/hooks';
import { hrefOf, instrumentQuery } from '../../app/routes';
import { send } from '../../lib/api';
import { Confirm, failureOf, useAction } from '../../lib/forms';
import { count, direction, price, signedCount } from '../../lib/format';
import { language } from '../../lib/i18n';
import { Badge, Card, Dialog, Field, Show, toast } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { ApiError } from '../../lib/problem';
import { may } from '../../lib/session';
import { TRADING, type Position } from '../../lib/trading';
import { typedLevel, typedNumber } from '../../lib/typed-number';
import { unprotectedLots } from './model';
import { text } from './text';
import type { Ticket } from './ticket';
import type { Desk } from './use-desk';

/** What is held, what it is worth, and what watches it. */
export function Positions(props: { desk: Desk; account: string | null; venueOf: (code: string) => string | undefined; onTicket: (ticket: Partial<Ticket>) => void }) {
  const { portfolios, reload } = props.desk;
  const [arming, setArming] = useState<Position | null>(null);
  const [adopting, setAdopting] = useState<Position | null>(null);
  const mayAct = may('trader');
  const held = (portfolios.data?.items ?? []).filter(p => props.account === null || p.accountId === props.account).flatMap(p => p.positions);
  const shown = held.filter(p => p.lots !== 0 || (p.brokerLots ?? 0) !== 0);
  return (
    <Card class="trading-positions" title={text('positions')} note={count(shown.length)} flush>
      <Show of={portfolios} isEmpty={() => shown.length === 0} empty={text('noPositions')}>
        {() => (
          <PlainTable label={text('positions')} head={[...(['code', 'lots', 'available', 'avg', 'lastPrice', 'unrealized', 'realized', 'account'] as const).map(key => text(key)), ...(mayAct ? [text('actions')] : [])]}>
            {shown.map(p => (
              <tr key={`${p.accountId}/${p.code}`} data-position={p.code}>
                <th scope="row">
                  <a href={hrefOf('footprint', instrumentQuery(p.code, props.venueOf(p.code)))}>{p.code}</a>
                </th>
                <td data-cell="lots">
                  {count(p.lots)}
                  {p.brokerLots !== null && p.brokerLots !== p.lots && (
                    <>
                      {' '}
                      <Badge tone="bad" title={text('differs', { lots: count(p.brokerLots) })}>
                        {text('broker', { lots: count(p.brokerLots) })}
                      </Badge>
                    </>
                  )}
                </td>
                <td>{count(p.availableLots)}</td>
                <td data-cell="avg">{price(p.avgPrice, 2)}</td>
                <td data-cell="last">{price(p.lastPrice)}</td>
                <td data-cell="unrealized" class={direction(p.unrealizedPnl)}>
                  {signedCount(p.unrealizedPnl)}
                </td>
                <td class={direction(p.realizedPnl)}>{signedCount(p.realizedPnl)}</td>
                <td class="muted">{p.accountId}</td>
                {mayAct && (
                  <td class="row-actions">
                    {unprotectedLots(p) > 0 && (
                      <button type="button" class="link-button" title={text('unprotected', { lots: count(unprotectedLots(p)) })} onClick={() => setArming(p)}>
                        {text('arm')}
                      </button>
                    )}
                    {p.lots > 0 && (
                      <button type="button" class="link-button" onClick={() => props.onTicket({ accountId: p.accountId, code: p.code, side: 'SELL', sizeKind: 'lot', size: String(p.availableLots), price: price(p.lastPrice) })}>
                        {text('sell')}
                      </button>
                    )}
                    {p.brokerLots !== null && p.brokerLots !== p.lots && (
                      <button type="button" class="link-button" onClick={() => setAdopting(p)}>
                        {text('adopt')}
                      </button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </PlainTable>
        )}
      </Show>
      {arming && <Arm position={arming} onDone={reload} onClose={() => setArming(null)} />}
      {adopting && (
        <Confirm
          title={text('adoptTitle', { code: adopting.code })}
          action={text('adopt')}
          danger
          onClose={() => setAdopting(null)}
          onConfirm={async () => {
            await send('POST', `${TRADING}/positions/adopt`, { accountId: adopting.accountId, code: adopting.code });
            reload();
          }}
        >
          <p>{text('adoptText', { ours: count(adopting.lots), theirs: count(adopting.brokerLots) })}</p>
        </Confirm>
      )}
    </Card>
  );
}

/** Has a phantom order watch lots that are held. */
function Arm(props: { position: Position; onDone: () => void; onClose: () => void }) {
  const { position } = props;
  const [typed, setTyped] = useState({ stop: '', target: '', trail: '', lot: '' });
  const [errors, setErrors] = useState<Record<string, string>>({});
  const act = useAction();
  const submit = () =>
    act.run(
      async () => {
        const body: Record<string, unknown> = { accountId: position.accountId, code: position.code };
        const wrong: Record<string, string> = {};
        for (const name of ['stop', 'target', 'trail'] as const) {
          const level = typedLevel(typed[name], language.value);
          if (level === null) wrong[name] = text('notLevel');
          else if (level !== undefined) body[name] = level;
        }

        const lots = typedNumber(typed.lot, language.value);
        if (typed.lot.trim() !== '' && lots === null) wrong['lot'] = text('notNumber');
        else if (lots !== null) body['lot'] = lots;
        setErrors(wrong);
        if (Object.keys(wrong).length > 0) return;
        await send('POST', `${TRADING}/phantoms`, body);
        toast(text('added'), 'good');
        props.onDone();
        props.onClose();
      },
      error => {
        const fields = error instanceof ApiError ? error.fields : {};
        const { phantom, ...named } = fields;
        setErrors(Object.keys(fields).length > 0 ? { ...named, ...(phantom && { stop: phantom }) } : { stop: failureOf(error) });
        return true;
      },
    );
  return (
    <Dialog title={text('armTitle', { code: position.code })} onClose={props.onClose}>
      <form
        class="form"
        onSubmit={e => {
          e.preventDefault();
          void submit();
        }}
      >
        <p class="muted">
          {count(position.lots)} lot · {text('avg')} {price(position.avgPrice, 2)} · {text('lastPrice')} {price(position.lastPrice)}
        </p>
        <div class="ticket-row three">
          {(['stop', 'target', 'trail'] as const).map(name => (
            <Field key={name} label={text(name)} name={name} value={typed[name]} onInput={v => setTyped({ ...typed, [name]: v })} error={errors[name]} maxLength={20} focus={name === 'stop'} />
          ))}
        </div>
        <p class="muted">{text('protectHint')}</p>
        <Field label={text('armLots')} name="lot" value={typed.lot} onInput={v => setTyped({ ...typed, lot: v })} inputMode="numeric" error={errors['lot']} maxLength={12} />
        <button type="submit" class="button primary" disabled={act.busy}>
          {text('arm')}
        </button>
      </form>
    </Dialog>
  );
}
