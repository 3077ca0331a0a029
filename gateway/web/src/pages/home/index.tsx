import { useState } from 'preact/hooks';
import { useDebug } from '../../lib/debug';
import { day, span } from '../../lib/format';
import { ScoreDialog } from '../../lib/score';
import { keyOf, useSummary } from '../../lib/summary';
import { AlertList } from './alerts';
import { BreadthCard } from './breadth-card';
import { FeedCard } from './feed-card';
import { FlowCard } from './flow-card';
import { Movers } from './movers';
import { text } from './text';

/** The market at a glance. */
export default function Home() {
  const { answer, rows } = useSummary(true);
  const [open, setOpen] = useState<string | null>(null);
  useDebug('summary', answer.data);
  const item = open === null ? undefined : rows.find(r => keyOf(r) === open);
  const { data } = answer;
  return (
    <>
      <div class="page-title">
        <h1>{text('title')}</h1>
        <p class="muted">
          {data?.date && text('date', { date: day(data.date) })}
          {data?.source === 'archive' && ` · ${text('archived', { age: span((data.ageSeconds ?? 0) * 1000) })}`}
        </p>
      </div>
      <div class="home">
        <FlowCard />
        <BreadthCard answer={answer} rows={rows} />
        <Movers title={text('up')} answer={answer} rows={rows} by={r => r.pricePct} sort="pricePct" onOpen={setOpen} />
        <Movers title={text('down')} answer={answer} rows={rows} by={r => -r.pricePct} sort="pricePct:asc" onOpen={setOpen} />
        <Movers title={text('byValue')} answer={answer} rows={rows} by={r => r.value} sort="value" onOpen={setOpen} />
        <Movers title={text('byScore')} answer={answer} rows={rows} by={r => r.finalScore} sort="finalScore" onOpen={setOpen} />
        <AlertList />
        <FeedCard />
      </div>
      {item && <ScoreDialog item={item} onClose={() => setOpen(null)} />}
    </>
  );
}
