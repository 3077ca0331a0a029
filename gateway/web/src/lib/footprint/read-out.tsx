import { useLayoutEffect, useRef } from 'preact/hooks';
import { price } from '../format';
import type { Profile, Timeframe } from './bar';
import { factsOf, spanText } from './bar-facts';
import type { Hover } from './chart';
import { full } from './quantity';
import { text } from './text';

/** What the crosshair is on, beside the pointer where there is room, else on the far side. */
export function ReadOut(props: { hover: Hover; profile: Profile | null; timeframe: Timeframe; lot: number; width: number; height: number; barWidth: number }) {
  const box = useRef<HTMLDivElement>(null);
  const { hover, lot } = props;
  const { candle, level } = hover;
  useLayoutEffect(() => {
    const element = box.current!;
    const [wide, tall] = [element.offsetWidth, element.offsetHeight];
    const beside = props.width > 700 ? Math.min(props.barWidth, 120) / 2 : 0;
    let left = hover.x + 18 + beside;
    if (left + wide > props.width - 66) left = hover.x - wide - 18 - beside;
    if (left < 4) left = hover.x > props.width / 2 ? 4 : Math.max(4, props.width - wide - 4);
    const top = Math.max(4, Math.min(props.height - tall - 26, hover.y - tall / 2));
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  });
  return (
    <div class="fp-tip" ref={box} aria-hidden="true">
      <h3>{spanText(candle, props.timeframe)}</h3>
      <dl>
        {factsOf(candle, props.profile, lot).map(([label, value, kind]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd class={kind}>{value}</dd>
          </div>
        ))}
      </dl>
      {level && (
        <p class="fp-cell">
          <b>{price(level.price)}</b> <span class="down plain">{full(level.bid, lot)}</span> × <span class="up plain">{full(level.ask, lot)}</span>
          {level.unknown > 0 && ` (+${full(level.unknown, lot)})`}
          {level.imbalance && <i>{text('imbalance', { side: text(level.imbalance) })}</i>}
        </p>
      )}
    </div>
  );
}
