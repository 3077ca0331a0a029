import { useMemo, useState } from 'preact/hooks';
import { query, setQuery } from '../../app/router';
import { hrefOf, instrumentQuery } from '../../app/routes';
import { useDebug } from '../../lib/debug';
import { count, day, decimal, direction, rupiah, signedRupiah } from '../../lib/format';
import type { Sort } from '../../lib/order';
import { AsOf, Card, Segments, Show } from '../../lib/parts';
import { StateBadge } from '../../lib/score';
import { DataTable, type Column } from '../../lib/table';
import type { FlowSeries, Instrument } from '../../lib/types';
import { useData } from '../../lib/use-data';
import type { Features } from '../broker-summary/answers';
import { FlowCard, FlowKind, type Mode } from '../broker-summary/flow-card';
import { PRESETS } from '../broker-summary/range';
import { runningSums, sparkline } from './sparkline';
import { text } from './text';

const EVERY = 60;

interface Sector {
  sector: string;
  tickers: number;
  value: number;
  series: { date: string; smartMoney: number; retail: number }[];
  summary: FlowSeries['summary'];
}

interface Sectors {
  generated_at: string;
  venue: string;
  days: number;
  to?: string;
  items: Sector[];
}

/** Where smart money goes, by sector. */
export default function SectorsPage() {
  const days = PRESETS.find(p => String(p) === query.value.get('days')) ?? 30;
  const chosen = query.value.get('sector');
  const [mode, setMode] = useState<Mode>('cumulative');
  const [sort, setSort] = useState<Sort>({ column: 'smart', ascending: false });
  const sectors = useData<Sectors>('/flow/sectors', { days }, EVERY);
  const flow = useData<FlowSeries>('/flow/market-smart-money', { days, mode, sector: chosen, venue: sectors.data?.venue }, EVERY);
  useDebug('sectors', sectors.data);
  useDebug('flow', flow.data);
  const columns = useMemo(sectorColumns, [text('sector')]);
  return (
    <div class="sectors">
      <div class="page-title">
        <h1>{text('title')}</h1>
        <p class="muted">{sectors.data?.to && text('window', { days, to: day(sectors.data.to) })}</p>
        <Segments label={text('range')} value={String(days)} options={PRESETS.map(p => [String(p), text('days', { count: p })] as const)} onChange={value => setQuery({ days: value === '30' ? null : value })} />
      </div>
      <Card class="sectors-all" title={text('sectors')} foot={sectors.data && <AsOf at={sectors.data.generated_at} />} flush>
        <Show of={sectors} isEmpty={s => s.items.length === 0} empty={text('none')}>
          {s => (
            <DataTable
              label={text('sectors')}
              columns={columns}
              rows={s.items}
              rowKey={x => x.sector}
              sort={sort}
              onSort={setSort}
              selected={chosen}
              onOpen={x => setQuery({ sector: x.sector === chosen ? null : x.sector })}
            />
          )}
        </Show>
      </Card>
      <div class="sectors-side">
        <FlowCard flow={flow} title={chosen ?? text('all')} mode={mode} onMode={setMode} />
        {chosen && sectors.data && <Members sector={chosen} venue={sectors.data.venue} />}
      </div>
    </div>
  );
}

function sectorColumns(): Column<Sector>[] {
  return [
    { id: 'sector', title: text('sector'), value: x => x.sector, width: 150, grow: true, align: 'start', up: true },
    { id: 'tickers', title: text('tickers'), value: x => x.tickers, width: 64, from: 460 },
    { id: 'value', title: text('value'), value: x => x.value, cell: x => rupiah(x.value), width: 84, from: 520 },
    { id: 'smart', title: text('smart'), value: x => x.summary.smartMoney_total, cell: x => signedRupiah(x.summary.smartMoney_total), width: 118, class: x => direction(x.summary.smartMoney_total) },
    { id: 'retail', title: text('retail'), value: x => x.summary.retail_total, cell: x => signedRupiah(x.summary.retail_total), width: 100, class: x => direction(x.summary.retail_total), from: 420 },
    { id: 'trend', title: text('trend'), value: x => x.series.at(-1)?.smartMoney ?? null, cell: x => <Trend sector={x} />, width: 110, from: 560 },
    { id: 'kind', title: text('kind'), value: x => x.summary.divergence, cell: x => <FlowKind kind={x.summary.divergence} />, width: 270, align: 'start', up: true, from: 860 },
  ];
}

const WIDTH = 92;
const HEIGHT = 20;

/** Smart money added up over the days, as a small line. */
function Trend(props: { sector: Sector }) {
  const sums = runningSums(props.sector.series.map(d => d.smartMoney));
  const { path, zero } = sparkline(sums, WIDTH, HEIGHT);
  const last = sums.at(-1) ?? 0;
  return (
    <svg class="spark" width={WIDTH} height={HEIGHT + 2} viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`} role="img" aria-label={`${text('chart', { sector: props.sector.sector })}: ${last >= 0 ? text('up') : text('down')}`}>
      <path class="zero" d={`M0 ${zero.toFixed(1)}H${WIDTH}`} />
      <path d={path} />
    </svg>
  );
}

/** The sector's stocks with their 20-day features. */
function Members(props: { sector: string; venue: string }) {
  const { sector, venue } = props;
  const instruments = useData<{ items: Instrument[] }>('/instruments', { venue, limit: 10_000 });
  const screener = useData<{ items: Features[] }>('/screener', { limit: 9999, venue }, EVERY);
  const [sort, setSort] = useState<Sort>({ column: 'net', ascending: false });
  const rows = useMemo(() => {
    const members = new Set((instruments.data?.items ?? []).filter(i => i.sector === sector).map(i => i.ticker));
    return (screener.data?.items ?? []).filter(f => members.has(f.ticker));
  }, [instruments.data, screener.data, sector]);
  const columns = useMemo(
    (): Column<Features>[] => [
      { id: 'code', title: text('code'), value: f => f.ticker, cell: f => <a href={hrefOf('broker-summary', instrumentQuery(f.ticker, venue))}>{f.ticker}</a>, width: 76, grow: true, align: 'start', up: true },
      { id: 'state', title: text('state'), value: f => f.state, cell: f => <StateBadge state={f.state} />, width: 130, align: 'start', up: true },
      { id: 'z', title: 'z_ngr', value: f => f.z_ngr, cell: f => decimal(f.z_ngr), width: 70 },
      { id: 'net', title: text('smart'), hint: text('net'), value: f => f.smNet, cell: f => signedRupiah(f.smNet), width: 118, class: f => direction(f.smNet) },
    ],
    [venue, text('code')],
  );
  return (
    <Card class="sectors-members" title={text('members', { sector })} note={count(rows.length)} flush>
      <Show of={screener} isEmpty={() => rows.length === 0} empty={text('noMembers')}>
        {() => <DataTable label={text('members', { sector })} columns={columns} rows={rows} rowKey={f => f.ticker} sort={sort} onSort={setSort} />}
      </Show>
    </Card>
  );
}
