import { useState } from 'preact/hooks';
import { query, setQuery } from '../../app/router';
import { hrefOf, instrumentQuery } from '../../app/routes';
import { useDebug } from '../../lib/debug';
import { price } from '../../lib/format';
import { ChooseInstrument, useChosen, WrongInstrument, type Chosen } from '../../lib/instrument-page';
import { Change, SignalBadge } from '../../lib/score';
import type { FlowSeries } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { useInstrument } from '../../lib/use-instrument';
import { useRow } from '../../lib/use-row';
import type { BrokerRange } from './answers';
import { AllBrokers, Doubts, TopBrokers } from './broker-list';
import { FeaturesCard } from './features-card';
import { FlowCard, type Mode } from './flow-card';
import { addDays, daysOf, readRange, type Range } from './range';
import { RangeBar } from './range-bar';
import { SummaryCard } from './summary-card';
import { text } from './text';
import { useFeatures } from './use-features';

/** Seconds between readings; summaries come once a day. */
const EVERY = 60;

/** Who buys and who sells an instrument. */
export default function BrokerSummary() {
  const chosen = useChosen();
  return chosen ? <Instrument key={`${chosen.venue ?? ''}:${chosen.ticker}`} chosen={chosen} /> : <ChooseInstrument />;
}

function Instrument(props: { chosen: Chosen }) {
  const { ticker } = props.chosen;
  const { instrument } = useInstrument(ticker, props.chosen.venue);
  const venue = props.chosen.venue ?? instrument?.venue;
  const wanted = readRange(query.value);
  const [mode, setMode] = useState<Mode>(query.value.get('mode') === 'cumulative' ? 'cumulative' : 'daily');
  const days = 'days' in wanted ? wanted.days : daysOf(wanted.from, wanted.to);
  const flow = useData<FlowSeries>('/flow/smart-money', { tickers: ticker, venue: props.chosen.venue, days, mode, to: 'to' in wanted ? wanted.to : undefined }, EVERY);
  const newest = flow.data?.series.at(-1)?.date;
  // The last 30 days with data are the API's own default; other spans count back from the newest day that the flow knows.
  const dates = 'from' in wanted ? wanted : days === 30 ? {} : newest ? { from: addDays(newest, 1 - days), to: newest } : null;
  const range = useData<BrokerRange>(dates ? '/range' : null, { ticker, venue: props.chosen.venue, ...dates }, EVERY);
  const features = useFeatures(ticker, venue, (range.data?.days.length ?? 0) > 0);
  const { row, answer } = useRow(ticker, venue);
  useDebug('range', range.data);
  useDebug('smart-money', flow.data);
  useDebug('features', features.features);
  useDebug('row', row ?? answer.data?.date);

  const choose = (next: Range) => setQuery('days' in next ? { days: next.days === 30 ? null : String(next.days), from: null, to: null } : { days: null, from: next.from, to: next.to });
  const chooseMode = (next: Mode) => {
    setMode(next);
    setQuery({ mode: next === 'daily' ? null : next });
  };
  const wrong = !range.data && WrongInstrument({ name: ticker, error: range.error ?? flow.error });
  if (wrong) return wrong;
  const shown = range.data?.from && range.data.to ? { from: range.data.from, to: range.data.to } : null;
  return (
    <div class="bs">
      <header class="quote">
        <h1>{text('title', { ticker })}</h1> <small class="muted">{venue}</small>
        {instrument?.name && <span class="muted quote-name">{instrument.name}</span>}
        {row && (
          <>
            <b class="quote-last">{price(row.close)}</b> <Change value={row.pricePct} />
            <span class="quote-badges">
              <SignalBadge signal={row.signal} />
            </span>
          </>
        )}
        <a class="button quote-on" href={hrefOf('footprint', instrumentQuery(ticker, venue))}>
          {text('footprint')}
        </a>
      </header>
      <SummaryCard range={range} row={row} />
      <FeaturesCard found={features} />
      <RangeBar range={wanted} shown={shown} onChange={choose} />
      <FlowCard flow={flow} title={`${text('flow')}, ${text('days', { count: days })}`} mode={mode} onMode={chooseMode} class="bs-flow" />
      <TopBrokers range={range} side="accumulators" />
      <TopBrokers range={range} side="distributors" />
      <AllBrokers range={range} />
      {range.data && <Doubts range={range.data} />}
    </div>
  );
}
