// The chart of the smart-money specification, section 6: two lines over 30 days.
import { useCallback } from 'preact/hooks';
import { t } from '../i18n';
import { Chart, common, tip, type Paint } from './chart';
import { day, rupiah, shortDay, signedRupiah } from './format';
import { language } from './i18n';
import type { FlowSeries } from './types';

/** @param height Class that sets the height: 200 px, 150 px in portrait, unless a page has another. */
export function SmartMoneyChart(props: { flow: FlowSeries; label: string; height?: string }) {
  const { flow } = props;
  const speech = language.value;
  const option = useCallback(
    (p: Paint) => {
      const c = common(p);
      const cumulative = flow.mode === 'cumulative';
      const points = flow.series;
      const line = (name: string, color: string, value: (x: (typeof points)[number]) => number) => ({
        name,
        type: 'line' as const,
        color,
        data: points.map(value),
        symbol: 'circle',
        symbolSize: 5,
        showSymbol: points.length < 3,
        lineStyle: { width: 2 },
        areaStyle: { opacity: 0.1 },
      });
      return {
        animation: c.animation,
        textStyle: c.textStyle,
        grid: { left: 6, right: 14, top: 30, bottom: 4, containLabel: true },
        legend: { top: 0, left: 0, itemWidth: 16, itemHeight: 8, itemGap: 16, textStyle: { color: p.ink, fontSize: 12 }, icon: 'roundRect' },
        tooltip: {
          ...c.tooltip,
          trigger: 'axis' as const,
          axisPointer: { type: 'line' as const, lineStyle: { color: p.muted } },
          formatter: (params: unknown) => {
            const list = params as { seriesName: string; value: number; dataIndex: number }[];
            const point = points[list[0]?.dataIndex ?? 0];
            return tip(point ? day(point.date) : '', list.map(x => [x.seriesName, signedRupiah(x.value), x.seriesName === t('money.retail') ? 'retail' : 'smart'] as const));
          },
        },
        xAxis: { ...c.axis, type: 'category' as const, data: points.map(x => x.date), boundaryGap: false, axisLabel: { ...c.axis.axisLabel, formatter: (date: string) => shortDay(date) } },
        yAxis: { ...c.axis, type: 'value' as const, axisLabel: { ...c.axis.axisLabel, formatter: (value: number) => rupiah(value) }, splitNumber: 4 },
        series: [
          line(t('money.smart'), p.smart, x => (cumulative ? x.cumSmart ?? 0 : x.smartMoney)),
          line(t('money.retail'), p.retail, x => (cumulative ? x.cumRetail ?? 0 : x.retail)),
        ],
      };
    },
    [flow, speech],
  );
  return (
    <Chart class={props.height ?? 'smart-money'} option={option} label={props.label}>
      <table>
        <tbody>
          {flow.series.map(x => (
            <tr key={x.date}>
              <th scope="row">{day(x.date)}</th>
              <td>{`${t('money.smart')} ${signedRupiah(flow.mode === 'cumulative' ? x.cumSmart : x.smartMoney)}`}</td>
              <td>{`${t('money.retail')} ${signedRupiah(flow.mode === 'cumulative' ? x.cumRetail : x.retail)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Chart>
  );
}
