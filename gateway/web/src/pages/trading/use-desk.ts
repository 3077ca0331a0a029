// Accounts, orders and portfolios, read now and then and brought up to date by the channel `order` in between.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../../lib/api';
import { session } from '../../lib/session';
import { subscribe } from '../../lib/socket';
import { TRADING, type Account, type Order, type OrderPage, type Portfolios } from '../../lib/trading';
import { useData, type Data } from '../../lib/use-data';
import { takeEvent, takeOrder, type AccountEvent } from './model';

export interface Desk {
  accounts: Data<{ items: Account[] }>;
  portfolios: Data<Portfolios>;
  orderPage: Data<OrderPage>;
  orders: readonly Order[];

  /** Events of all accounts, the newest first. */
  log: readonly AccountEvent[];

  /** Whether there are older orders. */
  hasMore: boolean;
  more: () => Promise<void>;

  /** Reads everything now. */
  reload: () => void;
}

const PAGE = 100;
const LOG = 300;

/** Of an account's past so many events are asked for. */
const BACK = 100;

/** Milliseconds between drawings, however many events come. */
const FRAME = 100;

export function useDesk(): Desk {
  const accounts = useData<{ items: Account[] }>(`${TRADING}/accounts`, undefined, 5);
  const portfolios = useData<Portfolios>(`${TRADING}/portfolio`, undefined, 2);
  const orderPage = useData<OrderPage>(`${TRADING}/orders`, { limit: PAGE }, 15);
  const known = useRef(new Map<string, Order>());
  const log = useRef<readonly AccountEvent[]>([]);
  const older = useRef<string | null | undefined>(undefined);
  const seqs = useRef(new Map<string, number>());
  const timer = useRef(0);
  const [shown, setShown] = useState<{ orders: readonly Order[]; log: readonly AccountEvent[] }>({ orders: [], log: [] });

  const draw = useCallback(() => setShown({ orders: [...known.current.values()], log: log.current }), []);
  const reload = useCallback(() => {
    accounts.reload();
    portfolios.reload();
    orderPage.reload();
  }, []);

  // Whoever is signed in now sees accounts of their own.
  const who = session.value;
  useEffect(
    () => () => {
      known.current.clear();
      seqs.current.clear();
      log.current = [];
      older.current = undefined;
      draw();
    },
    [who],
  );

  useEffect(() => {
    if (!orderPage.data) return;
    orderPage.data.items.forEach(o => takeOrder(known.current, o));
    if (older.current === undefined) older.current = orderPage.data.nextCursor;
    draw();
  }, [orderPage.data]);

  for (const account of accounts.data?.items ?? []) {
    if (!seqs.current.has(account.accountId)) seqs.current.set(account.accountId, account.seq);
  }

  const ids = (accounts.data?.items ?? []).map(a => a.accountId).sort().join(' ');
  useEffect(() => {
    if (!ids) return;
    const take = (event: AccountEvent) => {
      if (event.gap) orderPage.reload();
      if (event.order) takeOrder(known.current, event.order);
      if (event.kind || event.gap) log.current = takeEvent(log.current, event, LOG);
      if (timer.current) return;
      timer.current = window.setTimeout(() => {
        timer.current = 0;
        draw();
        accounts.reload();
        portfolios.reload();
      }, FRAME);
    };
    const ends = ids.split(' ').map(id =>
      subscribe('order', id, message => message.event === 'order' && take(message as unknown as AccountEvent), undefined, Math.max(0, (seqs.current.get(id) ?? 0) - BACK)),
    );
    return () => {
      ends.forEach(end => end());
      clearTimeout(timer.current);
      timer.current = 0;
    };
  }, [ids]);

  const more = useCallback(async () => {
    if (!older.current) return;
    const page = (await get<OrderPage>(`${TRADING}/orders`, { limit: PAGE, cursor: older.current })).data;
    page.items.forEach(o => takeOrder(known.current, o));
    older.current = page.nextCursor;
    draw();
  }, []);

  return { accounts, portfolios, orderPage, ...shown, hasMore: Boolean(older.current), more, reload };
}
