// The live stream: one WebSocket, one footprint subscription, reconnected with back-off and `since`.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const QUIET = 20_000;
const PONG_WITHIN = 8_000;

/**
 * Events: state {state: 'connecting'|'live'|'waiting', until}, bar (a footprint event), subscribed {seq, since, downFor},
 * trouble {code, message}, dropped {symbol, count}.
 */
export class Stream extends EventTarget {
  #socket = null;
  #key = null;
  #seq = null;
  #wait = FIRST_WAIT;
  #timer = 0;
  #quiet = 0;
  #downSince = Date.now();
  #since = null;

  constructor() {
    super();
    addEventListener('online', () => this.hurry());
    addEventListener('pagehide', () => this.#socket?.close());
    addEventListener('pageshow', () => this.hurry());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.hurry());
  }

  /** Subscribes to an instrument instead of the one before. */
  follow(key) {
    if (this.#key) this.#send({ op: 'unsubscribe', channel: 'footprint', symbols: [this.#key.ticker], venue: this.#key.venue });
    this.#key = key;
    this.#seq = null;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#subscribe();
    else this.hurry();
  }

  /** Tries at once when the link is down. */
  hurry() {
    if (!this.#key || (this.#socket && this.#socket.readyState <= WebSocket.OPEN)) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  #connect() {
    this.#tell('state', { state: 'connecting' });
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
    this.#socket = socket;
    // A connection that neither opens nor fails is given up.
    const opening = setTimeout(() => socket.close(), 10_000);
    socket.onopen = () => {
      clearTimeout(opening);
      this.#listen();
      this.#subscribe();
    };
    socket.onmessage = e => this.#receive(e.data);
    socket.onclose = () => {
      clearTimeout(opening);
      if (socket !== this.#socket) return;
      clearTimeout(this.#quiet);
      this.#socket = null;
      this.#downSince ??= Date.now();
      const wait = this.#wait * (0.75 + Math.random() / 2);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
      this.#tell('state', { state: 'waiting', until: Date.now() + wait });
      this.#timer = setTimeout(() => this.#connect(), wait);
    };
  }

  #subscribe() {
    this.#since = this.#seq;
    const request = { op: 'subscribe', channel: 'footprint', symbols: [this.#key.ticker], venue: this.#key.venue };
    if (this.#seq !== null) request.since = this.#seq;
    this.#send(request);
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** A link that is silent is asked; one that does not answer is dead, whatever the browser believes. */
  #listen() {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#send({ op: 'ping' });
      const socket = this.#socket;
      this.#quiet = setTimeout(() => {
        if (socket !== this.#socket || !socket) return;
        socket.close();
        // Closing a dead link may take a minute; do not wait for it.
        socket.onclose?.();
      }, PONG_WITHIN);
    }, QUIET);
  }

  #receive(text) {
    this.#listen();
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }

    switch (message.event) {
      case 'footprint':
        if (!this.#isMine(message)) return;
        this.#seq = Math.max(this.#seq ?? 0, message.seq);
        this.#tell('bar', message);
        break;
      case 'subscribed': {
        if (!this.#isMine(message)) return;
        const since = this.#since;
        const downFor = this.#downSince ? Date.now() - this.#downSince : 0;
        this.#wait = FIRST_WAIT;
        this.#downSince = null;
        // Below the position that was reached, the instrument's history is another one now.
        if (since === null || message.seq < since) this.#seq = message.seq;
        this.#tell('state', { state: 'live' });
        this.#tell('subscribed', { seq: message.seq, since, downFor });
        break;
      }
      case 'dropped':
        this.#tell('dropped', message);
        break;
      case 'error':
        this.#tell('trouble', message);
        if (message.code === 'unknown-symbol') this.#again();
        break;
    }
  }

  /** An instrument that is not known yet may come with its first trade. */
  #again() {
    const key = this.#key;
    setTimeout(() => key === this.#key && this.#subscribe(), 5_000);
  }

  #isMine(message) {
    return this.#key !== null && message.symbol === this.#key.ticker && message.venue === this.#key.venue;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
