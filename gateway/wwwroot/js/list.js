// The most active instruments: one row each, sorted by the API, kept in place so that focus and pointer stay where they are.

import { compact, count, percent, price, sign, signed } from './format.js';

const COLUMNS = [
  { sort: 'ticker', title: 'Ticker', up: true },
  { sort: 'close', title: 'Last', text: i => price(i.close) },
  { sort: 'pricePct', title: 'Chg', label: 'Change against the reference price', text: i => percent(i.pricePct), of: i => i.pricePct },
  { sort: 'value', title: 'Value', label: 'Traded value', text: i => compact(i.value) },
  { sort: 'volume', title: 'Volume', label: 'Volume in shares', text: i => compact(i.volume), class: 'wide' },
  { sort: 'freq', title: 'Freq', label: 'Number of trades', text: i => count(i.freq), class: 'wide' },
  { sort: 'delta', title: 'Delta', label: 'Buy volume minus sell volume', text: i => signed(i.delta), of: i => i.delta },
  { sort: 'deltaPct', title: 'Δ %', label: 'Delta in percent of the volume', text: i => percent(i.deltaPct), of: i => i.deltaPct, class: 'narrow-off' },
];

export const keyText = key => `${key.venue}:${key.ticker}`;

export class List extends EventTarget {
  #head;
  #rows;
  #empty;
  #byKey = new Map();
  #selected = '';
  sort = 'value';
  ascending = false;

  /** Events: select {key}, sort. */
  constructor(head, rows, empty) {
    super();
    this.#head = head;
    this.#rows = rows;
    this.#empty = empty;
    for (const column of COLUMNS) {
      const cell = document.createElement('th');
      cell.scope = 'col';
      if (column.class) cell.className = column.class;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = column.title;
      if (column.label) button.title = column.label;
      button.addEventListener('click', () => this.#sortBy(column));
      cell.append(button);
      head.append(cell);
    }

    rows.addEventListener('click', e => {
      const row = e.target.closest('tr');
      if (row) this.dispatchEvent(new CustomEvent('select', { detail: row.key }));
    });
    rows.addEventListener('keydown', e => {
      const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[e.key];
      const next = step && e.target.closest('tr')?.[step];
      if (!next) return;
      e.preventDefault();
      next.querySelector('button').focus();
    });
    this.#showSort();
  }

  get order() {
    return `${this.sort}:${this.ascending ? 'asc' : 'desc'}`;
  }

  select(key) {
    this.#selected = key ? keyText(key) : '';
    for (const [name, row] of this.#byKey) this.#mark(name, row);
  }

  update(items) {
    const focused = this.#rows.contains(document.activeElement) ? document.activeElement : null;
    const seen = new Set();
    items.forEach((item, place) => {
      const name = keyText(item);
      seen.add(name);
      let row = this.#byKey.get(name);
      if (!row) {
        row = this.#make(item);
        this.#byKey.set(name, row);
        this.#mark(name, row);
      }

      COLUMNS.forEach((column, i) => {
        if (!column.text) return;
        const cell = row.cells[i];
        const text = column.text(item);
        if (cell.textContent !== text) cell.textContent = text;
        const classes = [column.class, column.of && sign(column.of(item))].filter(Boolean).join(' ');
        if (cell.className !== classes) cell.className = classes;
      });
      if (this.#rows.children[place] !== row) this.#rows.insertBefore(row, this.#rows.children[place] ?? null);
    });
    for (const [name, row] of this.#byKey) {
      if (seen.has(name)) continue;
      row.remove();
      this.#byKey.delete(name);
    }

    if (focused && focused !== document.activeElement) focused.focus({ preventScroll: true });
    this.note(items.length === 0 ? 'No instruments yet. They appear with their first trade.' : '');
  }

  /** A text in place of rows. */
  note(text) {
    this.#empty.hidden = text === '' || this.#byKey.size > 0;
    this.#empty.textContent = text;
  }

  #make(item) {
    const row = document.createElement('tr');
    row.key = { venue: item.venue, ticker: item.ticker };
    for (const column of COLUMNS) {
      const cell = row.insertCell();
      if (column.text) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = item.ticker;
      const venue = document.createElement('small');
      venue.textContent = item.venue;
      button.append(venue);
      cell.append(button);
    }

    return row;
  }

  #mark(name, row) {
    if (name === this.#selected) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }

  #sortBy(column) {
    if (this.sort === column.sort) {
      this.ascending = !this.ascending;
    } else {
      this.sort = column.sort;
      this.ascending = column.up ?? false;
    }

    this.#showSort();
    this.dispatchEvent(new Event('sort'));
  }

  #showSort() {
    COLUMNS.forEach((column, i) => {
      if (column.sort === this.sort) this.#head.cells[i].setAttribute('aria-sort', this.ascending ? 'ascending' : 'descending');
      else this.#head.cells[i].removeAttribute('aria-sort');
    });
  }
}
