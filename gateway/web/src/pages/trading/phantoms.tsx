import { useState } from 'preact/hooks';
import { send } from '../../lib/api';
import { Confirm, failureOf, useAction } from '../../lib/forms';
import { count, percent, price } from '../../lib/format';
import { Badge, Card, Dialog, Show } from '../../lib/parts';
import { isActive, levelText, phantomPath } from '../../lib/phantom';
import { PlainTable } from '../../lib/plain-table';
import { may } from '../../lib/session';
import type { PhantomRow } from './model';
import { State } from './states';
import { text } from './text';
import type { Desk } from './use-desk';

/** Stops, targets and trails that live here and that no broker sees. */
export function Phantoms(props: { desk: Desk; rows: readonly PhantomRow[]; selected: string | null; onSelect: (key: string) => void }) {
  const [ended, setEnded] = useState(false);
  const [cancelling, setCancelling] = useState<PhantomRow | null>(null);
  const [deciding, setDeciding] = useState<PhantomRow | null>(null);
  const mayAct = may('trader');
  const shown = props.rows.filter(p => ended || isActive(p));
  return (
    <Card
      class="trading-phantoms"
      title={text('phantoms')}
      note={count(props.rows.filter(isActive).length)}
      flush
      tools={
        <label class="check">
          <input type="checkbox" checked={ended} onChange={e => setEnded(e.currentTarget.checked)} />
          {text('ended')}
        </label>
      }
    >
      <Show of={props.desk.portfolios} isEmpty={() => shown.length === 0} empty={text('noPhantoms')}>
        {() => (
          <PlainTable label={text('phantoms')} head={(['code', 'state', 'stop', 'target', 'trail', 'lots', 'avg', 'distance', 'account', 'actions'] as const).map(key => text(key))}>
            {shown.map(p => {
              const last = p.position?.lastPrice ?? null;
              return (
                <tr key={p.key} data-phantom={p.key} class={p.key === props.selected ? 'chosen' : undefined}>
                  <th scope="row">{p.code}</th>
                  <td>
                    <State state={p.state} title={p.note} />
                    {p.isUnprotected && (
                      <>
                        {' '}
                        <Badge tone="bad" title={text('isUnprotectedHint')}>
                          ⚠ {text('isUnprotected')}
                        </Badge>
                      </>
                    )}
                  </td>
                  <td data-cell="stop" title={String(p.levels.stop ?? '')}>
                    {levelText(p.stop)}
                  </td>
                  <td data-cell="target" title={String(p.levels.target ?? '')}>
                    {levelText(p.target)}
                  </td>
                  <td>{levelText(p.trail)}</td>
                  <td>
                    {count(p.lots)}
                    {p.lentLots > 0 && (
                      <span class="muted" title={text('lent', { lots: count(p.lentLots) })}>
                        {' '}
                        (−{count(p.lentLots)})
                      </span>
                    )}
                  </td>
                  <td>{price(p.avgPrice, 2)}</td>
                  <td>{isActive(p) && typeof p.stop === 'number' && last !== null && last > 0 ? percent((100 * (p.stop - last)) / last) : '–'}</td>
                  <td class="muted">{p.accountId}</td>
                  <td class="row-actions">
                    {isActive(p) && p.avgPrice !== null && (
                      <button type="button" class="link-button" aria-pressed={p.key === props.selected} onClick={() => props.onSelect(p.key)}>
                        {text('move')}
                      </button>
                    )}
                    {mayAct && p.state === 'NeedsPerson' && (
                      <button type="button" class="link-button" onClick={() => setDeciding(p)}>
                        {text('sellAgain')}…
                      </button>
                    )}
                    {mayAct && isActive(p) && (
                      <button type="button" class="link-button danger-text" onClick={() => setCancelling(p)}>
                        {text('phantomEnd')}
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </PlainTable>
        )}
      </Show>
      {cancelling && (
        <Confirm
          title={text('phantomCancelTitle', { code: cancelling.code })}
          action={text('phantomEnd')}
          danger
          onClose={() => setCancelling(null)}
          onConfirm={async () => {
            await send('POST', `${phantomPath(cancelling.id)}/cancel`, { accountId: cancelling.accountId });
            props.desk.reload();
          }}
        >
          <p>{text('phantomCancelText', { lots: count(cancelling.lots) })}</p>
        </Confirm>
      )}
      {deciding && <Decide phantom={deciding} onDone={props.desk.reload} onClose={() => setDeciding(null)} />}
    </Card>
  );
}

/** A phantom order that has given up waits for a person's word. */
function Decide(props: { phantom: PhantomRow; onDone: () => void; onClose: () => void }) {
  const act = useAction();
  const [failure, setFailure] = useState<string | null>(null);
  const decide = (choice: 'SellAgain' | 'Rearm') =>
    act.run(
      async () => {
        await send('POST', `${phantomPath(props.phantom.id)}/decide`, { accountId: props.phantom.accountId, choice });
        props.onDone();
        props.onClose();
      },
      error => {
        setFailure(failureOf(error));
        return true;
      },
    );
  return (
    <Dialog
      title={text('decideTitle', { code: props.phantom.code })}
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" disabled={act.busy} onClick={() => void decide('Rearm')}>
            {text('rearm')}
          </button>
          <button type="button" class="button danger" disabled={act.busy} onClick={() => void decide('SellAgain')}>
            {text('sellAgain')}
          </button>
        </>
      }
    >
      <p lang="en">{text('decideText', { note: props.phantom.note ?? props.phantom.trigger ?? '–' })}</p>
      {failure && (
        <p class="form-error" role="alert">
          {failure}
        </p>
      )}
    </Dialog>
  );
}
