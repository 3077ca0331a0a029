// The status strip: link, age of the data, feeds, clock.

import { age, clock, compact, count, date } from './format.js';

const STATES = new Map([
  ['running', 'good'], ['completed', 'good'], ['failed', 'bad'], ['stale', 'bad'],
]);

export class Status {
  #parts;
  #link = { state: 'connecting' };
  #lastTrade = 0;
  #skew = 0;

  constructor(parts) {
    this.#parts = parts;
    setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  /** The gateway's clock, as far as it is known. */
  now() {
    return Date.now() + this.#skew;
  }

  set link(state) {
    this.#link = state;
    this.#tick();
  }

  /** @param {number} serverNow Its clock when it answered; the page's own may be wrong. */
  lastTrade(at, serverNow) {
    if (Number.isFinite(serverNow)) this.#skew = Math.abs(serverNow - Date.now()) > 1500 ? serverNow - Date.now() : 0;
    this.#lastTrade = at;
    this.#tick();
  }

  feeds(items) {
    const { feeds } = this.#parts;
    feeds.hidden = items.length === 0;
    feeds.replaceChildren(...items.map(feed => {
      const item = document.createElement('li');
      const state = String(feed.state ?? '');
      item.dataset.state = STATES.get(state.toLowerCase()) ?? 'wait';
      const dot = document.createElement('i');
      dot.className = 'dot';
      dot.setAttribute('aria-hidden', 'true');
      const text = document.createElement('span');
      text.textContent = [feed.name, state, progress(feed.progress), feed.trades > 0 && compact(feed.trades)].filter(Boolean).join(' · ');
      item.append(dot, text);
      item.title = [
        [feed.kind, feed.venue].filter(Boolean).join(', '),
        `${count(feed.trades ?? 0)} trades, ${count(feed.duplicates ?? 0)} duplicates, ${count(feed.rejected ?? 0)} rejected`,
        feed.lastTradeAt && `last trade ${instant(feed.lastTradeAt)} WIB`,
        feed.lastMessageAt && `last message ${instant(feed.lastMessageAt)} WIB`,
        feed.message,
      ].filter(Boolean).join('\n');
      return item;
    }));
  }

  #tick() {
    const { link, linkText, linkNext, ageChip, ageText, dateText, clockText } = this.#parts;
    const now = this.now();
    const { state, until } = this.#link;
    link.dataset.state = { live: 'good', connecting: 'wait', waiting: 'bad' }[state];
    const text = state === 'live' ? 'Live' : state === 'connecting' ? 'Connecting' : 'Disconnected';
    if (linkText.textContent !== text) linkText.textContent = text;
    // Seen, not spoken: it changes every second.
    linkNext.hidden = state !== 'waiting';
    linkNext.textContent = state === 'waiting' ? `retry in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s` : '';
    const quiet = now - this.#lastTrade;
    ageText.textContent = this.#lastTrade ? age(quiet) : '–';
    // A minute of silence is a stall; much more of it is a closed market.
    ageChip.dataset.state = this.#lastTrade && quiet > 60_000 && quiet < 900_000 ? 'bad' : 'wait';
    dateText.textContent = date(now);
    dateText.dateTime = new Date(now + 7 * 3600e3).toISOString().slice(0, 10);
    clockText.textContent = clock(now, true);
  }
}

const instant = text => `${date(Date.parse(text))} ${clock(Date.parse(text), true)}`;

function progress(value) {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value !== 'number') return String(value);
  return `${Math.round(value <= 1 ? value * 100 : value)} %`;
}
