// Who wants which channel of which symbol, and how far each has got. Pure: the socket asks it what to send.

/** A message of the stream: flat JSON. */
export interface StreamMessage {
  event: string;
  seq?: number;
  symbol?: string;
  venue?: string;
  [more: string]: unknown;
}

export type Handler = (message: StreamMessage) => void;

/** A request as the gateway reads it. */
export interface StreamRequest {
  op: 'subscribe' | 'unsubscribe';
  channel: string;
  symbols: string[];
  venue?: string;
  since?: number;
}

interface Topic {
  channel: string;
  symbol: string;
  venue: string | undefined;
  seq: number | null;
  handlers: Set<Handler>;
}

export class Subscriptions {
  /** By channel and symbol; of a symbol one for each venue that was named, and one for none. */
  readonly #channels = new Map<string, Map<string, Topic[]>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /**
   * Adds a reader. The answer is what must be sent now; null when the topic is open already.
   * @param since The last number that the reader has, to get what came behind it; left out, it starts now.
   */
  add(channel: string, symbol: string, venue: string | undefined, handler: Handler, since?: number): StreamRequest | null {
    const symbols = getOrAdd(this.#channels, channel, () => new Map<string, Topic[]>());
    const topics = getOrAdd(symbols, symbol, () => []);
    const open = topics.find(x => x.venue === venue);
    if (open) {
      open.handlers.add(handler);
      return null;
    }

    const topic: Topic = { channel, symbol, venue, seq: since ?? null, handlers: new Set([handler]) };
    topics.push(topic);
    this.#size++;
    return openingOf(topic);
  }

  /** Takes a reader away. The answer is what must be sent now; null when others still read. */
  remove(channel: string, symbol: string, venue: string | undefined, handler: Handler): StreamRequest | null {
    const symbols = this.#channels.get(channel);
    const topics = symbols?.get(symbol) ?? [];
    const topic = topics.find(x => x.venue === venue);
    if (!topic?.handlers.delete(handler) || topic.handlers.size > 0) return null;
    topics.splice(topics.indexOf(topic), 1);
    if (topics.length === 0) symbols!.delete(symbol);
    this.#size--;
    return requestOf('unsubscribe', topic);
  }

  /** What to send on a new connection: everything, from where each topic is. */
  all(): StreamRequest[] {
    return [...this.#channels.values()].flatMap(symbols => [...symbols.values()].flat()).map(openingOf);
  }

  /** Hands a message to its readers and remembers how far they are. */
  deliver(message: StreamMessage): void {
    const named = message.event === 'dropped' || message.event === 'subscribed';
    const symbols = this.#channels.get(named ? String(message['channel'] ?? '') : message.event);
    if (!symbols) return;
    const symbol = String(message.symbol ?? message['account'] ?? '');
    for (const topic of symbols.get(symbol) ?? []) hand(topic, message);
    if (symbol !== ALL) for (const topic of symbols.get(ALL) ?? []) hand(topic, message);
  }
}

const ALL = '*';

function hand(topic: Topic, message: StreamMessage): void {
  if (topic.venue !== undefined && message.venue !== undefined && topic.venue !== message.venue) return;
  const { seq } = message;
  // All accounts have no position in common: who reads them asks for their state when it is subscribed again.
  if (typeof seq === 'number' && !(topic.channel === 'order' && topic.symbol === ALL)) {
    // Below what was reached, the history is another one now: the subscription goes on from there.
    if (message.event === 'subscribed') topic.seq = topic.seq === null || seq < topic.seq ? seq || null : topic.seq;
    else if (message.event !== 'dropped') topic.seq = Math.max(topic.seq ?? 0, seq);
  }

  for (const handler of topic.handlers) handler(message);
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function openingOf(topic: Topic): StreamRequest {
  const request = requestOf('subscribe', topic);
  return topic.seq === null ? request : { ...request, since: topic.seq };
}

function requestOf(op: StreamRequest['op'], topic: Topic): StreamRequest {
  return topic.venue === undefined ? { op, channel: topic.channel, symbols: [topic.symbol] } : { op, channel: topic.channel, symbols: [topic.symbol], venue: topic.venue };
}
