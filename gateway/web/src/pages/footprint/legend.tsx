import { text as chartText } from '../../lib/footprint/text';
import { text } from './text';

/** What the marks mean, and the keys. */
export function Legend() {
  return (
    <details class="fp-legend">
      <summary>{text('legend')}</summary>
      <ul>
        <li>
          <i class="key key-bid" />
          {text('legendBid')}
        </li>
        <li>
          <i class="key key-ask" />
          {text('legendAsk')}
        </li>
        <li>
          <i class="key key-bid strong" />
          <i class="key key-ask strong" />
          {text('legendImbalance')}
        </li>
        <li>
          <i class="key key-rail" />
          {text('legendStacked')}
        </li>
        <li>
          <i class="key key-poc" />
          {text('legendPoc')}
        </li>
        <li>
          <i class="key key-area" />
          {text('legendArea')}
        </li>
        <li>{text('legendAbsorption')}</li>
        <li>{text('legendUnfinished')}</li>
        <li>{text('legendCandle')}</li>
      </ul>
      <p class="muted">{chartText('keys')}</p>
    </details>
  );
}
