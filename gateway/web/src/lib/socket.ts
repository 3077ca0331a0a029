// The one WebSocket of the page: opened with the first subscription, closed with the last, reconnected with back-off and `since`.
import { effect, signal } from '@preact/signals';
import { send } from './api';
import { Backoff } from './backoff';
import { session } from './session';
import { Subscriptions, type Handler, type StreamMessage, type StreamRequest } from './subscriptions';

/** Idle without subscriptions; waiting until a time (milliseconds of the browser's clock) after the link broke. */
export type LinkState = { state: 'idle' } | { state: 'connecting' } | { state: 'live' } | { state: 'waiting'; until: number };

export const socketState = signal<LinkState>({ state: 'idle' });

/** Messages that the gateway left out because this browser was too slow, since the page was opened. */
export const droppedMessages = signal(0);

/** What came, for the panel of ?debug. */
export const socketCounts = { messages: 0, bytes: 0, reconnects: 0 };

const QUIET = 20_000;
const PONG_WITHIN = 8_000;
const OPEN_WITHIN = 10_000;
/** A page that is left takes its subscription along; the next one is there within this time. */
const LINGER = 2_000;

const topics = new Subscriptions();
const backoff = new Backoff(500, 15_000);
let socket: WebSocket | null = null;
let opening = false;
let timer = 0;
let watching = 0;
let heard = 0;
let idle = 0;

/**
 * Hands every message of a channel's symbol to a reader: `subscribed` first (again after each reconnect), then updates and `dropped`.
 * @param since The last number that the reader has, to get what came behind it; left out, it starts now.
 * @returns Ends it.
 */
export function subscribe(channel: string, symbol: string, handler: Handler, venue?: string, since?: number): () => void {
  clearTimeout(idle);
  const request = topics.add(channel, symbol, venue, handler, since);
  if (socket?.readyState === WebSocket.OPEN) tell(request);
  else hurry();
  return () => {
    tell(topics.remove(channel, symbol, venue, handler));
    if (topics.size === 0) idle = window.setTimeout(rest, LINGER);
  };
}

function tell(request: StreamRequest | { op: 'ping' } | null): void {
  if (request && socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
}

/** Nobody listens any more. */
function rest(): void {
  if (topics.size > 0) return;
  clearTimeout(timer);
  drop();
  socketState.value = { state: 'idle' };
}

function drop(): void {
  clearInterval(watching);
  const old = socket;
  socket = null;
  old?.close();
}

/** Tries at once when the link is down. */
function hurry(): void {
  if (topics.size === 0 || opening || (socket && socket.readyState <= WebSocket.OPEN)) return;
  clearTimeout(timer);
  void connect();
}

async function connect(): Promise<void> {
  opening = true;
  socketState.value = { state: 'connecting' };
  let ticket = '';
  try {
    // Browsers cannot send headers with a socket; a ticket stands for them. Who is not signed in needs none on the gateway's machine.
    if (session.value.kind !== 'nobody') ticket = `&ticket=${encodeURIComponent((await send<{ ticket: string }>('POST', '/ws/ticket')).ticket)}`;
  } catch {
    opening = false;
    again();
    return;
  }

  opening = false;
  if (topics.size === 0) {
    socketState.value = { state: 'idle' };
    return;
  }

  const mine = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws?batch=true${ticket}`);
  socket = mine;
  // A connection that neither opens nor fails is given up.
  const limit = setTimeout(() => mine.close(), OPEN_WITHIN);
  mine.onopen = () => {
    clearTimeout(limit);
    backoff.reset();
    watch();
    for (const request of topics.all()) tell(request);
    socketState.value = { state: 'live' };
  };
  mine.onmessage = message => receive(String(message.data));
  mine.onclose = () => {
    clearTimeout(limit);
    if (socket !== mine) return;
    clearInterval(watching);
    socket = null;
    again();
  };
}

function again(): void {
  if (topics.size === 0) {
    socketState.value = { state: 'idle' };
    return;
  }

  socketCounts.reconnects++;
  const wait = backoff.next();
  socketState.value = { state: 'waiting', until: Date.now() + wait };
  clearTimeout(timer);
  timer = window.setTimeout(() => void connect(), wait);
}

/** A link that is silent is asked; one that does not answer is dead, whatever the browser believes. */
function watch(): void {
  heard = performance.now();
  clearInterval(watching);
  watching = window.setInterval(() => {
    const silence = performance.now() - heard;
    if (silence > QUIET + PONG_WITHIN) {
      drop();
      again();
    } else if (silence > QUIET) {
      tell({ op: 'ping' });
    }
  }, PONG_WITHIN / 2);
}

function receive(text: string): void {
  heard = performance.now();
  socketCounts.bytes += text.length;
  const parsed = JSON.parse(text) as StreamMessage | StreamMessage[];
  for (const message of Array.isArray(parsed) ? parsed : [parsed]) take(message);
}

function take(message: StreamMessage): void {
  socketCounts.messages++;
  if (message.event === 'dropped') droppedMessages.value += Number(message['count'] ?? 0);
  if (message.event === 'error') console.warn(`stream: ${String(message['code'])}: ${String(message['message'])}`);
  topics.deliver(message);
}

if (typeof window !== 'undefined') {
  addEventListener('online', hurry);
  addEventListener('pageshow', hurry);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && hurry());
  // Whoever is signed in now has other rights: the socket is opened anew as them.
  let before = session.peek();
  effect(() => {
    const next = session.value;
    if (next === before) return;
    before = next;
    if (!socket && !opening) return;
    drop();
    hurry();
  });
}
