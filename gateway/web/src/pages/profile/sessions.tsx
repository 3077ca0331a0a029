import { useState } from 'preact/hooks';
import { navigate } from '../../app/router';
import { hrefOf } from '../../app/routes';
import { send } from '../../lib/api';
import { useDebug } from '../../lib/debug';
import { Confirm } from '../../lib/forms';
import { clock, shortDay } from '../../lib/format';
import { Badge, Card, Show } from '../../lib/parts';
import { PlainTable } from '../../lib/plain-table';
import { forget } from '../../lib/session';
import { useData } from '../../lib/use-data';
import { text } from './text';

interface Item {
  id: string;
  current: boolean;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  ip: string | null;
  agent: string | null;
}

const PATH = '/api/v1/security/sessions';

/** A browser in a word, from what it says about itself. */
export function browserOf(agent: string | null): string {
  if (!agent) return '–';
  const name = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([sign]) => agent.includes(sign!))?.[1];
  const system = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Linux', 'Linux']].find(([sign]) => agent.includes(sign!))?.[1];
  return name ? [name, system].filter(Boolean).join(' · ') : agent.slice(0, 40);
}

/** Where the user is signed in, and the way to end it there. */
export function Sessions() {
  const sessions = useData<{ items: Item[] }>(PATH, undefined, 30);
  const [ending, setEnding] = useState<Item | 'all' | null>(null);
  useDebug('sessions', sessions.data);
  const when = (at: string) => `${shortDay(at)} ${clock(at, false)}`;
  return (
    <Card
      class="wide"
      title={text('sessions')}
      flush
      tools={
        <button type="button" class="button small danger" onClick={() => setEnding('all')}>
          {text('endAll')}
        </button>
      }
    >
      <Show of={sessions} isEmpty={s => s.items.length === 0} empty={text('noSessions')}>
        {s => (
          <PlainTable label={text('sessions')} name="sessions" left head={(['agent', 'address', 'lastUsed', 'started', 'expires', 'actions'] as const).map(key => text(key))}>
            {s.items.map(x => (
              <tr key={x.id}>
                <th scope="row" title={x.agent ?? undefined}>
                  {browserOf(x.agent)} {x.current && <Badge tone="good">{text('thisOne')}</Badge>}
                </th>
                <td>{x.ip ?? '–'}</td>
                <td>{when(x.lastUsedAt)}</td>
                <td>{when(x.createdAt)}</td>
                <td>{when(x.expiresAt)}</td>
                <td>
                  <button type="button" class="link-button danger-text" onClick={() => setEnding(x)}>
                    {text('end')}
                  </button>
                </td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Show>
      {ending && (
        <Confirm
          title={text(ending === 'all' ? 'endAllTitle' : 'endTitle')}
          action={text(ending === 'all' ? 'endAll' : 'end')}
          danger
          onClose={() => setEnding(null)}
          onConfirm={async () => {
            await send('DELETE', ending === 'all' ? PATH : `${PATH}/${encodeURIComponent(ending.id)}`);
            if (ending === 'all' || ending.current) {
              forget();
              navigate(hrefOf('sign-in'));
            } else {
              sessions.reload();
            }
          }}
        >
          <p>{ending === 'all' ? text('endAllText') : text('endText')}</p>
          {ending !== 'all' && ending.current && <p>{text('endThisText')}</p>}
        </Confirm>
      )}
    </Card>
  );
}
