import { second } from '../lib/clock';
import { clock, longDay } from '../lib/format';

/** The market's time, which is not the browser's. */
export function MarketClock() {
  const now = second.value;
  return (
    <time class="clock" dateTime={new Date(now).toISOString()} title={longDay(now)}>
      {clock(now)} <abbr title="Waktu Indonesia Barat, UTC+7">WIB</abbr>
    </time>
  );
}
