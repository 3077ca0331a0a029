import { useState } from 'preact/hooks';
import { address, send } from '../../lib/api';
import { second } from '../../lib/clock';
import { useDebug } from '../../lib/debug';
import { Confirm, Needs, useAction } from '../../lib/forms';
import { clock, count, decimal, instant, shortDay, span, stamp } from '../../lib/format';
import { AsOf, Badge, Card, Dialog, Field, Show, toast, type Tone } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { may } from '../../lib/session';
import { useData } from '../../lib/use-data';
import { text } from './text';

interface Run {
  id: string;
  dueAt: string;
  startedAt: string;
  endedAt: string | null;
  durationSeconds: number | null;
  outcome: string | null;
  message: string | null;
  cause: string;
  argument: string | null;
}

interface Job {
  name: string;
  description: string;
  schedule: string;
  deadline: string | null;
  nextDue: string;
  stale: boolean;
  staleReason: string | null;
  running: Run | null;
  progress: { done: number; total: number | null; text: string | null } | null;
  lastRun: Run | null;
  history: Run[];
}

interface Check {
  status: string;
  generated_at: string;
  alarms: { source: string; message: string; since: string }[];
  jobs: Job[];
}

const tones: Record<string, Tone> = { OK: 'good', FAILED: 'bad', CANCELLED: 'warn' };

const Outcome = (props: { run: Run }) =>
  props.run.outcome === null ? <Badge tone="info">{text('running')}</Badge> : <Badge tone={tones[props.run.outcome] ?? 'warn'}>{props.run.outcome}</Badge>;

const took = (run: Run): string => (run.durationSeconds === null ? '–' : `${decimal(run.durationSeconds, run.durationSeconds < 10 ? 2 : 0)} s`);

const when = (at: string): string => `${shortDay(at)} ${clock(at)}`;

/** Alarms, and every job with its last run and when it is due. */
export function Jobs() {
  const check = useData<Check>('/check', undefined, 3);
  const [opened, setOpened] = useState<string | null>(null);
  const [starting, setStarting] = useState<string | null>(null);
  const [argument, setArgument] = useState('');
  const act = useAction();
  const mayRun = may('operator');
  useDebug('check', check.data);
  const job = opened === null ? undefined : check.data?.jobs.find(j => j.name === opened);
  return (
    <>
      <Needs role="operator" />
      <Card title={text('alarms')} flush>
        <Show of={check} isEmpty={c => c.alarms.length === 0} empty={<><Badge tone="good">OK</Badge> {text('noAlarms')}</>}>
          {c => (
            <ul class="alarms">
              {c.alarms.map(a => (
                <li key={a.source}>
                  <Badge tone="bad">{a.source}</Badge> <span lang="en">{a.message}</span> <span class="muted">{stamp(a.since)}</span>
                </li>
              ))}
            </ul>
          )}
        </Show>
      </Card>
      <Card title={text('jobs')} flush foot={check.data && <AsOf at={check.data.generated_at} />}>
        <Show of={check} isEmpty={c => c.jobs.length === 0}>
          {c => (
            <PlainTable label={text('jobs')} name="jobs" left head={[...(['job', 'schedule', 'lastRun', 'outcome', 'duration', 'nextDue'] as const).map(key => text(key)), ...(mayRun ? [text('actions')] : []), text('message')]}>
              {c.jobs.map(j => (
                <tr key={j.name} data-job={j.name}>
                  <th scope="row">
                    <button type="button" class="link-button" title={j.description} onClick={() => setOpened(j.name)}>
                      {j.name}
                    </button>
                    {j.stale && (
                      <>
                        {' '}
                        <Badge tone="bad" title={j.staleReason ?? ''}>
                          {text('stale')}
                        </Badge>
                      </>
                    )}
                  </th>
                  <td title={j.deadline ? text('deadline', { deadline: j.deadline }) : undefined}>{j.schedule}</td>
                  <td data-cell="last">{j.lastRun ? when(j.lastRun.startedAt) : text('never')}</td>
                  <td>
                    {j.running ? (
                      <>
                        <Badge tone="info">{text('running')}</Badge>{' '}
                        {j.progress && (
                          <span class="muted">
                            {count(j.progress.done)}
                            {j.progress.total !== null && `/${count(j.progress.total)}`}
                          </span>
                        )}
                      </>
                    ) : (
                      j.lastRun && <Outcome run={j.lastRun} />
                    )}
                  </td>
                  <td>{j.running ? span(second.value - instant(j.running.startedAt)) : j.lastRun ? took(j.lastRun) : '–'}</td>
                  <td>{when(j.nextDue)}</td>
                  {mayRun && (
                    <td>
                      {j.running ? (
                        <button
                          type="button"
                          class="button small danger"
                          disabled={act.busy}
                          onClick={() =>
                            void act.run(async () => {
                              await send('POST', `/trigger/${encodeURIComponent(j.name)}/cancel`);
                              toast(text('cancelled', { job: j.name }));
                              check.reload();
                            })
                          }
                        >
                          {text('cancelRun')}
                        </button>
                      ) : (
                        <button
                          type="button"
                          class="button small"
                          data-run={j.name}
                          onClick={() => {
                            setArgument('');
                            setStarting(j.name);
                          }}
                        >
                          ▶ {text('run')}
                        </button>
                      )}
                    </td>
                  )}
                  <td class="wide" lang="en">
                    {j.progress?.text ?? j.lastRun?.message ?? j.description}
                  </td>
                </tr>
              ))}
            </PlainTable>
          )}
        </Show>
      </Card>
      {starting && (
        <Confirm
          title={text('runTitle', { job: starting })}
          action={`▶ ${text('run')}`}
          onClose={() => setStarting(null)}
          onConfirm={async () => {
            await send('POST', address(`/trigger/${encodeURIComponent(starting)}`, { argument: argument.trim() }));
            toast(text('started', { job: starting }), 'good');
            check.reload();
          }}
        >
          <p lang="en">{check.data?.jobs.find(j => j.name === starting)?.description}</p>
          <Field label={text('argument')} name="argument" value={argument} onInput={setArgument} maxLength={256} />
        </Confirm>
      )}
      {job && (
        <Dialog title={text('history', { job: job.name })} onClose={() => setOpened(null)} class="wide-dialog">
          <p lang="en">{job.description}</p>
          <p class="muted" lang="en">
            {job.schedule}
            {job.deadline && ` · ${text('deadline', { deadline: job.deadline })}`}
            {job.staleReason && ` · ${job.staleReason}`}
          </p>
          {job.history.length === 0 ? (
            <p class="nothing">{text('noRuns')}</p>
          ) : (
            <PlainTable label={text('history', { job: job.name })} left head={(['startedAt', 'dueAt', 'outcome', 'duration', 'cause', 'message'] as const).map(key => text(key))}>
              {job.history.map(r => (
                <tr key={r.startedAt}>
                  <th scope="row">{when(r.startedAt)}</th>
                  <td>{when(r.dueAt)}</td>
                  <td>
                    <Outcome run={r} />
                  </td>
                  <td>{took(r)}</td>
                  <td>
                    {r.cause} {r.argument}
                  </td>
                  <td class="wide" lang="en">
                    {r.message}
                  </td>
                </tr>
              ))}
            </PlainTable>
          )}
        </Dialog>
      )}
    </>
  );
}
