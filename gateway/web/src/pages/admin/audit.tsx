import { useState } from 'preact/hooks';
import { get } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { useAction } from '../../lib/forms';
import { count, stamp } from '../../lib/format';
import { Badge, Card, Field, Show } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { usePages } from '../../lib/use-pages';
import { text } from './text';

interface Entry {
  number: number;
  timestamp: string;
  who: string;
  userId: string | null;
  keyId: string | null;
  ipAddress: string | null;
  action: string;
  target: string;
  outcome: string;
  hash: string;
}

interface Verdict {
  whole: boolean;
  entries: number;
  head: string;
  break: Record<string, unknown> | null;
}

/** Who did what, in a chain of hashes that shows whether an entry was changed. */
export function Audit() {
  const [typed, setTyped] = useState({ user: '', action: '' });
  const [asked, setAsked] = useState(typed);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const act = useAction();
  const pages = usePages<Entry>('/admin/audit', { limit: 100, ...asked });
  useDebug('audit', pages.items);
  return (
    <Card
      title={text('audit')}
      flush
      tools={
        <button type="button" class="button small" disabled={act.busy} onClick={() => void act.run(async () => setVerdict((await get<Verdict>('/admin/audit/verify')).data))}>
          {text('verify')}
        </button>
      }
      foot={
        pages.hasMore && (
          <button type="button" class="link-button" onClick={() => void pages.more()}>
            {text('more')}
          </button>
        )
      }
    >
      {verdict && (
        <p class="audit-verdict" role="status">
          <Badge tone={verdict.whole ? 'good' : 'bad'}>{verdict.whole ? '✓' : '✗'}</Badge>{' '}
          {verdict.whole ? text('whole', { entries: count(verdict.entries), head: verdict.head.slice(0, 16) }) : text('broken', { entries: count(verdict.entries), where: JSON.stringify(verdict.break) })}
        </p>
      )}
      <form
        class="inline-form audit-filter"
        onSubmit={e => {
          e.preventDefault();
          setAsked(typed);
        }}
      >
        <Field label={text('auditUser')} name="auditUser" value={typed.user} onInput={user => setTyped({ ...typed, user })} maxLength={256} />
        <Field label={text('auditAction')} name="auditAction" value={typed.action} onInput={action => setTyped({ ...typed, action })} maxLength={256} />
        <button type="submit" class="button">
          {text('filter')}
        </button>
      </form>
      <Show of={pages.first} isEmpty={() => pages.items.length === 0} empty={text('noAudit')}>
        {() => (
          <PlainTable label={text('audit')} name="audit" left head={['#', ...(['at', 'who', 'action', 'target', 'outcome', 'address'] as const).map(key => text(key))]}>
            {pages.items.map(e => (
              <tr key={e.number} title={e.hash}>
                <th scope="row">{count(e.number)}</th>
                <td>{stamp(e.timestamp)}</td>
                <td title={e.userId ?? undefined}>{e.who}</td>
                <td>{e.action}</td>
                <td>{e.target}</td>
                <td>{e.outcome}</td>
                <td>{e.ipAddress ?? '–'}</td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Show>
    </Card>
  );
}
