import { useCallback } from 'preact/hooks';
import { Chart, common, tip, type Paint } from '../../lib/chart';
import { clock, rupiah, shortDay, signedCount } from '../../lib/format';
import { language } from '../../lib/i18n';
import { resultOf, type Closed } from './report';
import { text } from './text';

/** The sum of the results, closing by closing. */
export function EquityChart(props: { closed: readonly Closed[]; curve: readonly number[] }) {
  const { closed, curve } = props;
  const speech = language.value;
  const option = useCallback(
    (p: Paint) => {
      const c = common(p);
      const last = curve.at(-1) ?? 0;
      const color = last < 0 ? p.sell : p.buy;
      return {
        animation: c.animation,
        textStyle: c.textStyle,
        grid: { left: 6, right: 14, top: 14, bottom: 4, containLabel: true },
        tooltip: {
          ...c.tooltip,
          trigger: 'axis' as const,
          axisPointer: { type: 'line' as const, lineStyle: { color: p.muted } },
          formatter: (params: unknown) => {
            const at = (params as { dataIndex: number }[])[0]?.dataIndex ?? 0;
            const trade = closed[at - 1];
            return trade ? tip(`${trade.code} · ${shortDay(trade.time)} ${clock(trade.time)}`, [[text('net'), signedCount(resultOf(trade))], [text('equity'), signedCount(curve[at - 1])]]) : tip(text('equity'), [['', '0']]);
          },
        },
        xAxis: { ...c.axis, type: 'category' as const, data: [0, ...closed.map((_, i) => i + 1)], boundaryGap: false },
        yAxis: { ...c.axis, type: 'value' as const, axisLabel: { ...c.axis.axisLabel, formatter: (value: number) => rupiah(value) }, splitNumber: 4 },
        series: [
          {
            name: text('equity'),
            type: 'line' as const,
            color,
            data: [0, ...curve],
            step: 'end' as const,
            symbol: 'circle',
            symbolSize: 5,
            showSymbol: curve.length < 40,
            lineStyle: { width: 2 },
            areaStyle: { opacity: 0.1 },
            markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: p.muted, type: 'dashed' as const }, data: [{ yAxis: 0 }] },
          },
        ],
      };
    },
    [closed, curve, speech],
  );
  return (
    <Chart class="equity" option={option} label={text('curve')}>
      {closed.map((trade, i) => `${trade.code} ${clock(trade.time)} ${signedCount(resultOf(trade))}: ${signedCount(curve[i])}`).join('; ')}
    </Chart>
  );
}
