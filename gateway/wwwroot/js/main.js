// Puts the page together: which instrument and timeframe, what is read when, and what the stream brings.

import { ApiError, bars as readBars, get, instrument } from './api.js';
import { BarList } from './bars.js';
import { Chart } from './chart.js';
import { BarTable, Tip } from './details.js';
import { compact, percent, price, sign, signed } from './format.js';
import { keyText, List } from './list.js';
import { Status } from './status.js';
import { Stream } from './stream.js';

const MINUTE = 60e3;
const DAY = 86400e3;
/** What is read at once: some hundred bars. */
const TIMEFRAMES = new Map([
  ['1m', 8 * 60 * MINUTE], ['5m', 2 * DAY], ['15m', 5 * DAY], ['30m', 10 * DAY], ['1h', 20 * DAY], ['1d', 90 * DAY],
]);
const MOST_BARS = 4000;
const LIST_EVERY = 2_000;
const FEEDS_EVERY = 5_000;
const FEEDS_ABSENT_EVERY = 60_000;
const REFRESH_EVERY = 3_000;
/** Pushes may be lost; the last bars are read again now and then. */
const CHECK_EVERY = 30_000;
/** How far back an empty stretch is searched for older bars. */
const LONGEST_GAP = 40 * DAY;

const $ = id => document.getElementById(id);
const bars = new BarList();
const chart = new Chart($('chart'));
const tip = new Tip($('tip'));
const table = new BarTable($('bar-table'), $('spoken'));
const list = new List($('list-columns'), $('list-rows'), $('list-empty'));
const status = new Status({ link: $('link'), linkText: $('link-text'), linkNext: $('link-next'), ageChip: $('age'), ageText: $('age-text'), feeds: $('feeds'), dateText: $('date'), clockText: $('clock') });
const stream = new Stream();

let selected = null;
let timeframe = '1m';
let rows = [];
let loading = null; // AbortController of what is being read for the current view.
let exhausted = false;
let readingOlder = false;
let dirtyFrom = Infinity;
let refreshTimer = 0;
let refreshedAt = 0;
let refreshing = false;
let hovered = null;
let loaded = false;
const troubles = new Map();
const lots = new Map();

// --- What goes wrong is shown

function trouble(about, message = '') {
  if (message) troubles.set(about, message);
  else troubles.delete(about);
  const text = [...troubles].map(([name, reason]) => `${name}: ${reason}`).join(' · ');
  const box = $('trouble');
  box.hidden = text === '';
  if (box.textContent !== text) box.textContent = text;
}

function overlay(text = '', kind = '') {
  const box = $('overlay');
  box.hidden = text === '';
  box.textContent = text;
  box.dataset.kind = kind;
}

const reason = e => (e instanceof ApiError ? e.message : String(e?.message ?? e));

// --- The view

function parseHash() {
  let text = '';
  try {
    text = decodeURIComponent(location.hash.slice(1));
  } catch {
    return null;
  }

  const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9._-]{1,32})$/.exec(text);
  return match && { venue: match[1].toUpperCase(), ticker: match[2].toUpperCase() };
}

function select(key) {
  if (selected && keyText(key) === keyText(selected)) return;
  selected = key;
  if (location.hash !== `#${keyText(key)}`) history.replaceState(null, '', `#${keyText(key)}`);
  list.select(key);
  stream.follow(key);
  $('instrument-name').textContent = '';
  instrument(key).then(info => {
    if (key !== selected) return;
    $('instrument-name').textContent = info?.name ?? '';
    if (!info) return;
    lots.set(keyText(key), info.lotSize);
    chart.lot = info.lotSize;
  }, () => { /* The name and the lot are not worth an error; bars bring their own. */ });
  load();
}

/** Reads the view anew. */
async function load() {
  loading?.abort();
  const mine = loading = new AbortController();
  const key = selected;
  clearTimeout(refreshTimer);
  [exhausted, readingOlder, dirtyFrom, refreshTimer, refreshing, loaded] = [false, false, Infinity, 0, false, false];
  trouble('Chart');
  bars.clear();
  chart.show(bars.items, timeframe, lotOf(key));
  overlay('Reading bars…');
  showQuote();
  for (let wait = 1000; !mine.signal.aborted; wait = Math.min(wait * 2, 15_000)) {
    try {
      const row = rows.find(r => keyText(r) === keyText(key));
      // Around the newest trade; without knowing it, the newest trading day.
      const from = row ? Date.parse(row.lastTradeAt) - TIMEFRAMES.get(timeframe) : undefined;
      const items = await readBars(key, timeframe, from, undefined, mine.signal);
      if (mine.signal.aborted) return;
      loaded = true;
      refreshedAt = Date.now();
      trouble('Chart');
      take(items);
      if (bars.items.length === 0) overlay(`${keyText(key)} has no bars yet.`);
      return;
    } catch (e) {
      if (mine.signal.aborted) return;
      if (e.status === 404) overlay(`${keyText(key)} is not known.\nChoose an instrument from the list.`, 'bad');
      else overlay(`The bars could not be read: ${reason(e)}.\nTrying again.`, 'bad');
      await new Promise(done => setTimeout(done, wait));
    }
  }
}

const lotOf = key => lots.get(keyText(key)) ?? 100;

function take(items) {
  const { before, changed } = bars.merge(items);
  if (!changed) return;
  if (bars.items.length > 0) overlay();
  if (before > 0) chart.shift(before);
  if (chart.following) {
    // Only while nobody looks at old bars.
    if (bars.trim(MOST_BARS) > 0) exhausted = false;
  }

  chart.invalidate();
  describe();
}

/** Reads from a bar on again, at most every few seconds. */
function refreshSoon(from) {
  dirtyFrom = Math.min(dirtyFrom, from);
  if (refreshTimer || refreshing || !loaded) return;
  refreshTimer = setTimeout(refresh, Math.max(0, refreshedAt + REFRESH_EVERY - Date.now()));
}

async function refresh() {
  refreshTimer = 0;
  if (!Number.isFinite(dirtyFrom) || !loaded) return;
  const signal = loading.signal;
  // From the start of the bar that holds the change.
  const at = bars.indexOf(dirtyFrom + 1) - 1;
  const from = at >= 0 ? bars.items[at].t0 : bars.last?.t0 ?? dirtyFrom;
  dirtyFrom = Infinity;
  refreshing = true;
  refreshedAt = Date.now();
  try {
    take(await readBars(selected, timeframe, from, undefined, signal));
    trouble('Chart');
  } catch (e) {
    if (signal.aborted) return;
    trouble('Chart', reason(e));
    dirtyFrom = Math.min(dirtyFrom, from);
  } finally {
    if (!signal.aborted) {
      refreshing = false;
      if (Number.isFinite(dirtyFrom)) refreshSoon(dirtyFrom);
    }
  }
}

/** Reads what comes before the first bar; over nights and holidays in steps that grow. */
async function readOlder() {
  if (readingOlder || exhausted || !loaded || bars.items.length === 0) return;
  readingOlder = true;
  const signal = loading.signal;
  const step = TIMEFRAMES.get(timeframe);
  let to = bars.items[0].t0;
  const end = to;
  try {
    for (let span = step; ; span = Math.min(span * 2, 30 * DAY)) {
      const items = await readBars(selected, timeframe, to - span, to, signal);
      if (signal.aborted) return;
      to -= span;
      if (items.length > 0) {
        if (bars.items.length + items.length > MOST_BARS * 3) exhausted = true;
        take(items);
        return;
      }

      if (end - to > Math.max(LONGEST_GAP, 2 * step)) {
        exhausted = true;
        return;
      }
    }
  } catch (e) {
    if (signal.aborted) return;
    trouble('Older bars', reason(e));
    await new Promise(done => setTimeout(done, 5000));
    trouble('Older bars');
  } finally {
    if (!signal.aborted) {
      readingOlder = false;
      chart.invalidate();
    }
  }
}

// --- The stream

stream.addEventListener('state', e => { status.link = e.detail; });

stream.addEventListener('bar', e => {
  trouble('Stream');
  const bar = e.detail;
  if (timeframe !== '1m' || !loaded) {
    refreshSoon(bar.t0);
    return;
  }

  // Far older than what is shown: it is read when somebody looks there.
  if (bars.items.length > 0 && bar.t0 < bars.items[0].t0) return;
  take([bar]);
  if (!bars.continues(bar.t0)) refreshSoon(bar.t0);
});

stream.addEventListener('subscribed', e => {
  trouble('Stream');
  const { seq, since, downFor } = e.detail;
  if (!loaded) return;
  // The history is another one now, or there is more to catch up with than the stream keeps.
  if (since !== null && seq < since) load();
  else if (since === null || timeframe !== '1m' || downFor > 10 * MINUTE) refreshSoon(bars.last?.t0 ?? 0);
});

stream.addEventListener('dropped', () => loaded && refreshSoon(bars.last?.t0 ?? 0));
stream.addEventListener('trouble', e => trouble('Stream', e.detail.message ?? e.detail.code));

setInterval(() => loaded && bars.items.length > 0 && !document.hidden && refreshSoon(bars.items.at(-2)?.t0 ?? bars.last.t0), CHECK_EVERY);

// --- The list

/** The row names the minute of its last trade; within it, the row changed when that trade came. */
const lastTrade = row => Date.parse(row.lastTradeAt);

let listTimer = 0;
let listing = null;
async function readList() {
  clearTimeout(listTimer);
  listing?.abort();
  const mine = listing = new AbortController();
  try {
    const summary = await get('/footprint/summary', { limit: 50, sort: list.order }, mine.signal);
    rows = summary.items;
    list.update(rows);
    // The gateway is back: no need to wait for the next try.
    if (troubles.has('List')) stream.hurry();
    trouble('List');
    $('list-note').textContent = summary.date ? `${summary.date} · ${summary.total > rows.length ? `${rows.length} of ` : ''}${summary.total} instruments` : '';
    status.lastTrade(Math.max(0, ...rows.map(lastTrade)), Date.parse(summary.generated_at));
    if (!selected && rows.length > 0) select(rows[0]);
    else if (!selected) overlay('No instruments yet.\nThe chart starts with the first trade.');
    showQuote();
  } catch (e) {
    if (mine.signal.aborted) return;
    trouble('List', reason(e));
    if (rows.length === 0) list.note('The list could not be read. Trying again.');
    if (!selected) overlay(`The gateway does not give any data: ${reason(e)}.\nTrying again.`, 'bad');
  }

  listTimer = setTimeout(readList, document.hidden ? 5 * LIST_EVERY : LIST_EVERY);
}

list.addEventListener('sort', readList);
list.addEventListener('select', e => select(e.detail));
document.addEventListener('visibilitychange', () => !document.hidden && readList());

// --- Feeds

async function readFeeds() {
  let wait = FEEDS_EVERY;
  try {
    const answer = await get('/feeds');
    status.feeds(Array.isArray(answer.items) ? answer.items : []);
  } catch (e) {
    // A gateway without feeds says so; one that is down is told of elsewhere.
    if (e.status !== 0) status.feeds([]);
    if (e.status === 404) wait = FEEDS_ABSENT_EVERY;
  }

  setTimeout(readFeeds, wait);
}

// --- What is shown around the chart

function showQuote() {
  const title = $('instrument');
  const name = selected ? selected.ticker : '–';
  if (title.firstChild?.textContent !== name || title.querySelector('small')?.textContent !== selected?.venue) {
    title.replaceChildren(name);
    if (selected) {
      const venue = document.createElement('small');
      venue.textContent = selected.venue;
      title.append(venue);
    }

    document.title = selected ? `${selected.ticker} · Sssaham footprint` : 'Sssaham footprint';
    $('chart').setAttribute('aria-label', selected ? `Footprint chart of ${selected.ticker}, ${timeframe}` : 'Footprint chart');
  }

  const row = selected && rows.find(r => keyText(r) === keyText(selected));
  const last = timeframe === '1m' && bars.last ? bars.last.close : row?.close ?? bars.last?.close;
  $('quote-last').textContent = last === undefined ? '' : price(last);
  const pct = row && row.reference > 0 && last !== undefined ? 100 * (last - row.reference) / row.reference : null;
  const change = $('quote-pct');
  change.textContent = pct === null ? '' : `${signedPrice(last - row.reference)} (${percent(pct)})`;
  change.className = pct === null ? '' : sign(pct);
  facts(row ? [['O', price(row.open)], ['H', price(row.high)], ['L', price(row.low)], ['Vol', compact(row.volume)], ['Delta', signed(row.delta), sign(row.delta)]] : []);
}

const signedPrice = value => (value > 0 ? '+' : '') + price(Number(value.toPrecision(12)));

function facts(items) {
  const box = $('facts');
  while (box.children.length > items.length) box.lastChild.remove();
  while (box.children.length < items.length) {
    const pair = document.createElement('div');
    pair.append(document.createElement('dt'), document.createElement('dd'));
    box.append(pair);
  }

  items.forEach(([name, text, className = ''], i) => {
    const [dt, dd] = box.children[i].children;
    dt.textContent = name;
    dd.textContent = text;
    dd.className = className;
  });
}

let describing = 0;
function describe() {
  describing ||= setTimeout(() => {
    describing = 0;
    showQuote();
    table.show(selected ? `${keyText(selected)} ${timeframe}` : 'Chart', hovered ?? bars.last, hovered !== null);
  }, 250);
}

chart.addEventListener('hover', e => {
  const { bar, level, place } = e.detail;
  tip.show(bar, level, place);
  if (hovered !== bar) {
    hovered = bar;
    describe();
  }
});

chart.addEventListener('older', readOlder);
chart.addEventListener('follow', () => $('newest').setAttribute('aria-pressed', String(chart.following)));
chart.addEventListener('drawn', e => {
  const { step, tick, cells } = e.detail ?? {};
  const text = !e.detail ? '' : !cells ? 'Zoom in for bid × ask'
    : step ? `Price levels merged to ${price(step)} (tick ${price(tick)})` : `Price levels of one tick (${price(tick)})`;
  const note = $('levels-note');
  if (note.textContent !== text) note.textContent = text;
});

for (const name of TIMEFRAMES.keys()) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = name;
  button.setAttribute('aria-pressed', String(name === timeframe));
  button.addEventListener('click', () => {
    if (timeframe === name) return;
    timeframe = name;
    for (const other of $('timeframes').children) other.setAttribute('aria-pressed', String(other === button));
    if (selected) {
      $('chart').setAttribute('aria-label', `Footprint chart of ${selected.ticker}, ${timeframe}`);
      load();
    }
  });
  $('timeframes').append(button);
}

$('zoom-in').addEventListener('click', () => chart.zoom(1.35));
$('zoom-out').addEventListener('click', () => chart.zoom(1 / 1.35));
$('newest').addEventListener('click', () => chart.end());
addEventListener('hashchange', () => {
  const key = parseHash();
  if (key) select(key);
});

const wanted = parseHash();
if (wanted) select(wanted);
readList();
readFeeds();
