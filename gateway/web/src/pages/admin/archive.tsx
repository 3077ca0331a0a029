import { useState } from 'preact/hooks';
import { address, send } from '../../lib/api';
import { Confirm, failureOf, Needs, useAction } from '../../lib/forms';
import { bytes, count, day } from '../../lib/format';
import { Card, Field, toast } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { ApiError } from '../../lib/problem';
import { may } from '../../lib/session';
import { text } from './text';

interface Plan {
  before: string;
  days: number;
  rows: number;
  bytes: number;
  tables: { table: string; days: number; from: string; to: string; rows: number; bytes: number }[];
  token: string | null;
}

/** Deletes old days: counted first, confirmed then. */
export function Archive() {
  const [before, setBefore] = useState('');
  const [plan, setPlan] = useState<Plan | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [confirming, setConfirming] = useState(false);
  const act = useAction();
  const count_ = () =>
    act.run(
      async () => {
        setFailure(null);
        setPlan(null);
        setPlan(await send<Plan>('POST', address('/archive/delete', { before })));
      },
      error => {
        setFailure(error instanceof ApiError ? (error.fields['before'] ?? failureOf(error)) : failureOf(error));
        return true;
      },
    );
  return (
    <Card title={text('archive')}>
      <Needs role="operator" />
      <p class="muted">{text('archiveText')}</p>
      <form
        class="inline-form"
        onSubmit={e => {
          e.preventDefault();
          void count_();
        }}
      >
        <Field
          label={text('before')}
          name="before"
          type="date"
          value={before}
          onInput={v => {
            setBefore(v);
            setPlan(null);
          }}
          error={failure ?? undefined}
          required
        />
        <button type="submit" class="button" disabled={!may('operator') || act.busy || before === ''}>
          {text('plan')}
        </button>
      </form>
      {plan && (
        <>
          <h3>{text('planTitle', { before: day(plan.before) })}</h3>
          {plan.tables.length === 0 ? (
            <p class="nothing">{text('planNothing')}</p>
          ) : (
            <>
              <PlainTable label={text('planTitle', { before: day(plan.before) })} name="plan" head={(['table', 'days', 'from', 'to', 'rows', 'bytes'] as const).map(key => text(key))}>
                {plan.tables.map(t => (
                  <tr key={t.table}>
                    <th scope="row">{t.table}</th>
                    <td>{count(t.days)}</td>
                    <td>{day(t.from)}</td>
                    <td>{day(t.to)}</td>
                    <td>{count(t.rows)}</td>
                    <td>{bytes(t.bytes)}</td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">{text('total')}</th>
                  <td>{count(plan.days)}</td>
                  <td />
                  <td />
                  <td>{count(plan.rows)}</td>
                  <td>{bytes(plan.bytes)}</td>
                </tr>
              </PlainTable>
              {plan.token && (
                <p class="dialog-actions">
                  <button type="button" class="button danger" onClick={() => setConfirming(true)}>
                    {text('remove', { rows: count(plan.rows) })}
                  </button>
                </p>
              )}
            </>
          )}
        </>
      )}
      {confirming && plan?.token && (
        <Confirm
          title={text('removeTitle', { before: day(plan.before) })}
          action={text('removeAction')}
          danger
          onClose={() => setConfirming(false)}
          onConfirm={async () => {
            await send('POST', address('/archive/delete', { before: plan.before, confirm: plan.token }));
            toast(text('removeStarted'), 'good');
            setPlan(null);
          }}
        >
          <p>{text('removeText', { rows: count(plan.rows), days: count(plan.days) })}</p>
        </Confirm>
      )}
    </Card>
  );
}
