import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { navigate, query, setQuery } from '../../app/router';
import { hrefOf, instrumentQuery } from '../../app/routes';
import { t } from '../../i18n';
import { useDebug } from '../../lib/debug';
import { count, day, span } from '../../lib/format';
import { language } from '../../lib/i18n';
import { readSort, writeSort, type Sort } from '../../lib/order';
import { AsOf, Card, Show } from '../../lib/parts';
import { ScoreDialog, kindOf } from '../../lib/score';
import { keyOf, useSummary } from '../../lib/summary';
import { DataTable } from '../../lib/table';
import type { SummaryItem } from '../../lib/types';
import { useThrottled } from '../../lib/use-throttled';
import { Bubbles } from './bubbles';
import { columnsOf } from './columns';
import { filtered, readFilters, writeFilters, type Filters } from './filters';
import { text } from './text';
import { Toolbar } from './toolbar';

/** Milliseconds between two paintings of the chart; the table follows every update. */
const PAINT = 1000;

const FIRST: Sort = { column: 'value', ascending: false };

/** Every instrument by order flow and smart money, live. */
export default function Scanner() {
  const { answer, rows, updates } = useSummary(true);
  const [open, setOpen] = useState<string | null>(null);
  const [chart, setChart] = useState(true);
  const columns = useMemo(() => columnsOf(setOpen), [language.value]);
  const filters = readFilters(query.value);
  const sort = readSort(query.value.get('sort'), columns.map(c => c.id)) ?? FIRST;
  const change = useCallback((changes: Partial<Filters>) => setQuery(writeFilters({ ...readFilters(query.peek()), ...changes })), []);
  const key = JSON.stringify(filters);
  const shown = useMemo(() => filtered(rows, filters, kindOf), [rows, key]);
  const painted = useThrottled(shown, PAINT);
  const openRow = useCallback((row: SummaryItem) => navigate(hrefOf('footprint', instrumentQuery(row.ticker, row.venue))), []);
  const item = open === null ? undefined : rows.find(r => keyOf(r) === open);
  useDebug('summary', answer.data);
  useDebug('row', item ?? null);
  useEffect(() => {
    performance.mark('scanner-rows');
  }, [rows.length > 0]);
  const { data } = answer;
  return (
    <>
      <div class="page-title">
        <h1>{text('title')}</h1>
        <p class="muted">
          {data?.date && text('session', { date: day(data.date), count: count(rows.length) })}
          {data?.source === 'archive' && ` · ${text('archived', { age: span((data.ageSeconds ?? 0) * 1000) })}`}
          {data && (
            <>
              {' · '}
              <AsOf at={answer.at} />
            </>
          )}
        </p>
      </div>
      <Toolbar filters={filters} onChange={change} onReset={() => setQuery(writeFilters(readFilters(new URLSearchParams())))} chart={chart} onChart={setChart} />
      <Show of={answer} isEmpty={d => d.items.length === 0}>
        {() => (
          <div class={chart ? 'scanner' : 'scanner no-chart'} data-updates={updates}>
            {chart && (
              <Card class="scanner-chart" title={text('chartShort')}>
                <Bubbles rows={painted} onOpen={setOpen} />
              </Card>
            )}
            <Card class="scanner-table" title={text('table')} note={t('table.rows', { shown: count(shown.length), total: count(rows.length) })} flush>
              <DataTable
                label={text('title')}
                columns={columns}
                rows={shown}
                rowKey={keyOf}
                sort={sort}
                onSort={s => setQuery({ sort: s.column === FIRST.column && !s.ascending ? null : writeSort(s) })}
                onOpen={openRow}
                selected={open}
              />
            </Card>
          </div>
        )}
      </Show>
      {item && <ScoreDialog item={item} onClose={() => setOpen(null)} />}
    </>
  );
}
