import { useState } from 'preact/hooks';
import { address, send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { failureOf, Needs, Select, useAction } from '../../lib/forms';
import { clock, count, day, shortDay } from '../../lib/format';
import { Badge, Card, Field, Show, toast, type Tone } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { ApiError } from '../../lib/problem';
import { may } from '../../lib/session';
import type { Instrument } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { text } from './text';

interface Repair {
  ticker: string;
  venue: string;
  date: string;
  outcome: string;
  checked: number;
  differingCount: number;
  repaired: number;
  recovered: number;
  lost: number;
  missing: number | null;
  trigger: string;
  at: string;
  auditId: number;
  fault?: string;
}

interface Gaps {
  venue: string;
  date: string;
  numbering: string;
  instruments: number;
  first: number | null;
  last: number | null;
  seen: number;
  missing: number;
  count: number;
  gaps: { ticker?: string; first: number; last: number; count: number; since: string }[];
  checkedAt: string;
}

const tones: Record<string, Tone> = { healthy: 'good', repaired: 'warn', incomplete: 'bad', failed: 'bad' };

/** Checks days against the log, and shows what was repaired and what never came. */
export function Repairs() {
  const trail = useData<{ items: Repair[]; nextCursor: string | null }>('/footprint/repairs', { limit: 50 }, 10);
  const instruments = useData<{ items: Instrument[] }>('/instruments', { limit: 10_000 });
  const venues = [...new Set((instruments.data?.items ?? []).map(i => i.venue))].sort();
  const [chosen, setVenue] = useState('');
  const venue = chosen || venues[0] || '';
  const gaps = useData<Gaps>(venue ? '/footprint/gaps' : null, { venue }, 15);
  useDebug('repairs', trail.data);
  useDebug('gaps', gaps.data);
  return (
    <>
      <RepairForm venues={venues} onDone={trail.reload} />
      <Card title={text('trail')} flush>
        <Show of={trail} isEmpty={t => t.items.length === 0} empty={text('noTrail')}>
          {t => (
            <PlainTable label={text('trail')} name="repairs" head={(['instrument', 'outcome', 'date', 'checked', 'differing', 'repaired', 'recovered', 'lost', 'trigger', 'at'] as const).map(key => text(key))}>
              {t.items.map(r => (
                <tr key={r.auditId} title={r.fault}>
                  <th scope="row">
                    {r.ticker} <span class="muted">{r.venue}</span>
                  </th>
                  <td>
                    <Badge tone={tones[r.outcome] ?? 'quiet'}>{r.outcome}</Badge>
                  </td>
                  <td>{day(r.date)}</td>
                  <td>{count(r.checked)}</td>
                  <td>{count(r.differingCount)}</td>
                  <td>{count(r.repaired)}</td>
                  <td>{count(r.recovered)}</td>
                  <td>{count(r.lost)}</td>
                  <td>{r.trigger}</td>
                  <td>
                    {shortDay(r.at)} {clock(r.at)}
                  </td>
                </tr>
              ))}
            </PlainTable>
          )}
        </Show>
      </Card>
      {venue && (
        <Card
          title={text('gapsTitle')}
          flush
          tools={<Select label={text('gapsOf')} hideLabel name="gapVenue" value={venue} options={venues.map(v => [v, v] as const)} onChange={setVenue} />}
          foot={gaps.data && text('checkedAt', { time: clock(gaps.data.checkedAt) })}
        >
          <Show of={gaps}>
            {g => (
              <>
                <p class="gap-line">
                  {g.numbering === 'none'
                    ? text('numberingNone')
                    : text('numbering', { numbering: g.numbering, seen: count(g.seen), missing: count(g.missing), first: count(g.first), last: count(g.last) })}
                </p>
                {g.gaps.length === 0 ? (
                  <p class="nothing">
                    <Badge tone="good">OK</Badge> {text('noGaps')}
                  </p>
                ) : (
                  <PlainTable label={text('gapsTitle')} head={(['instrument', 'first', 'last', 'count', 'since'] as const).map(key => text(key))}>
                    {g.gaps.map(x => (
                      <tr key={`${x.ticker ?? ''}${x.first}`}>
                        <th scope="row">{x.ticker ?? g.venue}</th>
                        <td>{count(x.first)}</td>
                        <td>{count(x.last)}</td>
                        <td>{count(x.count)}</td>
                        <td>{clock(x.since)}</td>
                      </tr>
                    ))}
                  </PlainTable>
                )}
              </>
            )}
          </Show>
        </Card>
      )}
    </>
  );
}

function RepairForm(props: { venues: readonly string[]; onDone: () => void }) {
  const [ticker, setTicker] = useState('');
  const [chosen, setVenue] = useState('');
  const [date, setDate] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const act = useAction();
  const venue = chosen || props.venues[0] || '';
  const submit = () =>
    act.run(
      async () => {
        setErrors({});
        const answer = await send<Partial<Repair> & { job?: string }>('POST', address('/footprint/repair', { ticker: ticker.trim(), venue, date }));
        if (answer.job) toast(text('repairStarted'));
        else toast(text('repairDone', { ticker: answer.ticker ?? '', date: answer.date ?? '', outcome: answer.outcome ?? '', checked: count(answer.checked), repaired: count(answer.repaired) }), 'good');
        props.onDone();
      },
      error => {
        const fields = error instanceof ApiError ? error.fields : {};
        setErrors(Object.keys(fields).length > 0 ? fields : { ticker: failureOf(error) });
        return true;
      },
    );
  return (
    <Card title={text('repairNow')}>
      <Needs role="operator" />
      <p class="muted">{text('repairText')}</p>
      <form
        class="inline-form"
        onSubmit={e => {
          e.preventDefault();
          void submit();
        }}
      >
        <Field label={text('ticker')} name="repairTicker" value={ticker} onInput={v => setTicker(v.toUpperCase())} error={errors['ticker']} maxLength={400} />
        <Select label={text('venue')} name="repairVenue" value={venue} options={props.venues.map(v => [v, v] as const)} onChange={setVenue} error={errors['venue']} />
        <Field label={text('date')} name="repairDate" type="date" value={date} onInput={setDate} error={errors['date'] ?? errors['job']} />
        <button type="submit" class="button" disabled={!may('operator') || act.busy}>
          {text('repairNow')}
        </button>
      </form>
    </Card>
  );
}
