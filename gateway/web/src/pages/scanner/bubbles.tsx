import { useCallback, useMemo, useRef } from 'preact/hooks';
import { Chart, common, tip, type Paint } from '../../lib/chart';
import { decimal, direction, percent, rupiah } from '../../lib/format';
import { language } from '../../lib/i18n';
import { kindOf, type Kind } from '../../lib/score';
import { keyOf } from '../../lib/summary';
import type { SummaryItem } from '../../lib/types';
import { KINDS } from './filters';
import { text } from './text';

const SHAPES: Record<Kind, string> = { buy: 'triangle', watch: 'circle', warning: 'diamond', sell: 'path://M0,0L10,0L5,9Z', neutral: 'circle' };

/** Area in proportion to value, bounded so that the smallest is seen and the largest hides nobody. */
export const sizeOf = (value: number, most: number): number => (most > 0 ? Math.max(4, 36 * Math.sqrt(value / most)) : 4);

/** Delta % against price %, one bubble per instrument. */
export function Bubbles(props: { rows: readonly SummaryItem[]; onOpen: (key: string) => void }) {
  const { rows } = props;
  const speech = language.value;
  const groups = useMemo(() => {
    const by = new Map<Kind, SummaryItem[]>(KINDS.map(k => [k, []]));
    for (const row of rows) by.get(kindOf[row.signal] ?? 'neutral')!.push(row);
    return by;
  }, [rows]);
  const shown = useRef(groups);
  shown.current = groups;
  const option = useCallback(
    (p: Paint) => {
      const c = common(p);
      const colors: Record<Kind, string> = { buy: p.buy, watch: p.info, warning: p.warn, sell: p.sell, neutral: p.muted };
      const most = rows.reduce((m, r) => Math.max(m, r.value), 0);
      const zero = { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: p.muted, type: 'solid' as const, width: 1, opacity: 0.55 }, data: [{ xAxis: 0 }, { yAxis: 0 }] };
      return {
        animation: false,
        textStyle: c.textStyle,
        grid: { left: 24, right: 16, top: 28, bottom: 20, containLabel: true },
        legend: { top: 0, left: 0, itemWidth: 11, itemHeight: 11, itemGap: 14, textStyle: { color: p.ink, fontSize: 12 } },
        tooltip: {
          ...c.tooltip,
          trigger: 'item' as const,
          formatter: (params: unknown) => {
            const { seriesIndex, dataIndex } = params as { seriesIndex: number; dataIndex: number };
            const row = shown.current.get(KINDS[seriesIndex]!)?.[dataIndex];
            if (!row) return '';
            return tip(`${row.ticker} · ${row.signal}`, [
              [text('xAxis'), percent(row.pricePct), direction(row.pricePct)],
              [text('yAxis'), percent(row.deltaPct, 1), direction(row.deltaPct)],
              [text('value'), rupiah(row.value)],
              [text('score'), decimal(row.finalScore, 3)],
              [text('state'), row.state],
            ]);
          },
        },
        xAxis: { ...c.axis, axisLine: { ...c.axis.axisLine, onZero: false }, type: 'value' as const, name: text('xAxis'), nameLocation: 'middle' as const, nameGap: 22, scale: true, axisLabel: { ...c.axis.axisLabel, formatter: (v: number) => `${v}%` } },
        yAxis: { ...c.axis, axisLine: { ...c.axis.axisLine, onZero: false }, type: 'value' as const, name: text('yAxis'), nameLocation: 'middle' as const, nameGap: 44, min: -100, max: 100, interval: 50, axisLabel: { ...c.axis.axisLabel, formatter: (v: number) => `${v}%` } },
        series: KINDS.map((kind, i) => ({
          type: 'scatter' as const,
          name: text(kind),
          symbol: SHAPES[kind],
          color: colors[kind],
          data: groups.get(kind)!.map(r => [r.pricePct, r.deltaPct, r.value]),
          symbolSize: (value: number[]) => sizeOf(value[2] ?? 0, most),
          itemStyle: { opacity: kind === 'neutral' ? 0.45 : 0.72 },
          emphasis: { itemStyle: { opacity: 1, borderColor: p.ink, borderWidth: 1 } },
          ...(i === 0 ? { markLine: zero } : {}),
        })),
      };
    },
    [rows, groups, speech],
  );
  const numbers = Object.fromEntries(KINDS.map(k => [k, groups.get(k)!.length]));
  return (
    <Chart
      class="bubbles"
      option={option}
      label={text('chart')}
      onPick={(index, series) => {
        const kind = KINDS.find(k => text(k) === series);
        const row = kind && shown.current.get(kind)?.[index];
        if (row) props.onOpen(keyOf(row));
      }}
    >
      {text('summary', numbers)}
    </Chart>
  );
}
