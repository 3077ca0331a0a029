// ECharts with what the pages use of it. Charts follow the theme, their size and their data, and end with their page.
import type { EChartsType } from 'echarts/core';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { language } from './i18n';
import { theme, token } from './theme';

/** On its way as soon as a page with charts is, while its data are. */
const engine = import('./echarts');
engine.catch(() => {
  // Each chart says so in its place; a page without one has lost nothing.
});

/** Colours of the theme in force, for options. */
export interface Paint {
  ink: string;
  muted: string;
  line: string;
  panel: string;
  smart: string;
  retail: string;
  buy: string;
  sell: string;
  warn: string;
  info: string;
}

export type Option = Parameters<EChartsType['setOption']>[0];

/** @param name A token such as `--buy`. */
export const paint = (): Paint => ({
  ink: token('--ink'),
  muted: token('--muted'),
  line: token('--line'),
  panel: token('--panel'),
  smart: token('--smart'),
  retail: token('--retail'),
  buy: token('--buy'),
  sell: token('--sell'),
  warn: token('--warn'),
  info: token('--info'),
});

/** What axes, legend and tooltip have in common. A tooltip's formatter gives `tip(…)`: markup with inline styles is forbidden here. */
export const common = (p: Paint) => ({
  animation: false,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11, color: p.muted },
  tooltip: {
    confine: true,
    className: 'chart-tip',
    backgroundColor: 'transparent',
    borderWidth: 0,
    padding: 0,
    extraCssText: '',
    transitionDuration: 0,
  },
  axis: {
    axisLine: { lineStyle: { color: p.line } },
    axisTick: { show: false },
    axisLabel: { color: p.muted, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: p.line, opacity: 0.6 } },
    nameTextStyle: { color: p.muted, fontSize: 11 },
  },
});

/** The content of a tooltip: a title and rows of label, value and class. */
export function tip(title: string, rows: readonly (readonly [string, string, string?])[]): HTMLElement {
  const box = document.createElement('div');
  box.className = 'tip';
  const head = box.appendChild(document.createElement('strong'));
  head.textContent = title;
  const list = box.appendChild(document.createElement('dl'));
  for (const [label, value, kind] of rows) {
    const name = list.appendChild(document.createElement('dt'));
    name.textContent = label;
    const text = list.appendChild(document.createElement('dd'));
    text.textContent = value;
    if (kind) text.className = kind;
  }

  return box;
}

/**
 * A chart.
 * @param option Makes the option in the colours given; called again when it is another function, and when theme or language change.
 * @param label What the chart is, for who does not see it.
 * @param onPick Is told the data index and series name that were clicked.
 * @param children The same in words, or as a table, for screen readers.
 */
export function Chart(props: { option: (paint: Paint) => Option; label: string; class: string; onPick?: (index: number, series: string) => void; children?: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const [failed, setFailed] = useState(false);
  const pick = useRef(props.onPick);
  pick.current = props.onPick;
  const look = theme.value;
  const speech = language.value;
  useEffect(() => {
    const element = box.current!;
    let end: (() => void) | null = () => {};
    const draw = ({ init }: Awaited<typeof engine>) => {
      if (!end) return;
      const made = init(element, null, { renderer: 'canvas' });
      made.on('click', event => pick.current?.(event.dataIndex, event.seriesName ?? ''));
      const sizes = new ResizeObserver(() => made.resize());
      sizes.observe(element);
      end = () => {
        sizes.disconnect();
        made.dispose();
      };
      setChart(made);
    };
    engine.then(draw, () => end && setFailed(true));
    return () => {
      end?.();
      end = null;
    };
  }, []);
  useEffect(() => {
    chart?.setOption(props.option(paint()), { notMerge: false, lazyUpdate: true, replaceMerge: ['series'] });
  }, [chart, props.option, look, speech]);
  return (
    <figure class={`chart ${props.class}`} role="group" aria-label={props.label}>
      {failed && (
        <p class="nothing" role="alert">
          {t('chart.failed')}
        </p>
      )}
      <div class="chart-canvas" ref={box} role="img" aria-label={props.label} hidden={failed} />
      {props.children && <figcaption class="sr">{props.children}</figcaption>}
    </figure>
  );
}
