// A bar in words and numbers: the tooltip at the crosshair, and the table that stands in for the canvas.

import { clock, compact, count, date, day, percent, price, sign, signed } from './format.js';

function rows(bar) {
  const list = [
    ['Open, close', `${price(bar.open)} to ${price(bar.close)}`, sign(bar.close - bar.open)],
    ['Low, high', `${price(bar.low)} to ${price(bar.high)}`],
    ['Volume', compact(bar.volume)],
    ['Buy / sell', `${compact(bar.buyVolume)} / ${compact(bar.sellVolume)}`],
  ];
  if (bar.unknownVolume > 0) list.push(['Side unknown', compact(bar.unknownVolume)]);
  list.push(
    ['Delta', `${signed(bar.delta)} (${percent(bar.volume ? 100 * bar.delta / bar.volume : 0, 1)})`, sign(bar.delta)],
    ['Delta range', `${compact(bar.minDelta)} to ${signed(bar.maxDelta)}`],
    ['CVD', signed(bar.cvd), sign(bar.cvd)],
    ['VWAP', price(Number(bar.vwap.toPrecision(6)))],
    ['POC', price(bar.poc)],
    ['Value area', `${price(bar.val)} to ${price(bar.vah)}`],
    ['Value', compact(bar.value)],
    ['Trades', count(bar.trades)],
  );
  if (bar.stacked.length > 0) list.push(['Stacked', bar.stacked.map(s => `${s.side} ${price(s.from)} to ${price(s.to)}`).slice(0, 2).join(', ')]);
  if (bar.absorption) list.push(['Absorption', bar.absorption === 'buy' ? 'buying absorbed' : 'selling absorbed']);
  const open = [bar.unfinished.high && 'high', bar.unfinished.low && 'low'].filter(Boolean);
  if (open.length > 0) list.push(['Unfinished', open.join(' and ')]);
  return list;
}

const span = bar => (bar.tf === '1d' ? date(bar.t0) : `${day(bar.t0)}, ${clock(bar.t0)} to ${clock(bar.t1)}`);

function element(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

export class Tip {
  #box;
  #bar = null;
  #level = null;
  #size = { w: 0, h: 0 };

  constructor(box) {
    this.#box = box;
  }

  show(bar, level, place) {
    this.#box.hidden = !bar;
    if (!bar) {
      this.#bar = null;
      return;
    }

    if (bar !== this.#bar || level !== this.#level) {
      [this.#bar, this.#level] = [bar, level];
      const list = element('dl');
      for (const [name, text, className] of rows(bar)) list.append(element('dt', name), element('dd', text, className));
      this.#box.replaceChildren(element('h3', span(bar)), list);
      if (level) this.#box.append(this.#cell(level));
      this.#size = { w: this.#box.offsetWidth, h: this.#box.offsetHeight };
    }

    // Beside the pointer where there is room, else on the far side.
    const { w, h } = this.#size;
    let left = place.x + 18 + (place.width > 700 ? place.barWidth / 2 : 0);
    if (left + w > place.width - 66) left = place.x - w - 18 - (place.width > 700 ? place.barWidth / 2 : 0);
    if (left < 4) left = place.x > place.width / 2 ? 4 : Math.max(4, place.width - w - 4);
    const top = Math.max(4, Math.min(place.height - h - 26, place.y - h / 2));
    this.#box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  #cell(level) {
    const cell = element('p', undefined, 'cell');
    cell.append(
      element('b', price(level.price)), ' ',
      element('span', compact(level.bid), 'down'), ' × ', element('span', compact(level.ask), 'up'));
    if (level.unknown > 0) cell.append(` (+${compact(level.unknown)})`);
    if (level.imbalance) cell.append(element('br'), `${level.imbalance} imbalance`);
    return cell;
  }
}

/** The table for those who do not see the canvas, and a sentence now and then. */
export class BarTable {
  #caption;
  #body;
  #spoken;
  #said = 0;
  #saidAt = 0;

  constructor(table, spoken) {
    this.#caption = table.caption;
    this.#body = table.tBodies[0];
    this.#spoken = spoken;
  }

  show(name, bar, chosen) {
    if (!bar) {
      this.#caption.textContent = `${name}: no bars`;
      this.#body.replaceChildren();
      return;
    }

    this.#caption.textContent = `${name}, ${chosen ? 'bar at the crosshair' : 'newest bar'}, ${span(bar)} WIB`;
    this.#body.replaceChildren(...rows(bar).map(([title, text]) => {
      const row = element('tr');
      const head = element('th', title);
      head.scope = 'row';
      row.append(head, element('td', text));
      return row;
    }));
    // Spoken: every step of the crosshair, and a new bar at most three times a minute.
    const now = Date.now();
    if (bar.t0 === this.#said || (!chosen && now - this.#saidAt < 20_000)) return;
    this.#said = bar.t0;
    this.#saidAt = now;
    this.#spoken.textContent = `${name} ${bar.tf === '1d' ? date(bar.t0) : clock(bar.t0)}: close ${price(bar.close)}, volume ${compact(bar.volume)}, delta ${signed(bar.delta)}, cumulative ${signed(bar.cvd)}, point of control ${price(bar.poc)}`;
  }
}
