import { useEffect, useState } from 'preact/hooks';
import { get } from '../../lib/api';
import { isAborted } from '../../lib/problem';
import { TRADING, type Order, type OrderPage } from '../../lib/trading';
import { session } from '../../lib/session';

const PAGE = 500;
const MOST_PAGES = 20;

export interface AllOrders {
  orders: readonly Order[] | null;

  /** Whether there are more than were read. */
  isCut: boolean;
  error: Error | null;
}

/** All orders of an account, or of all of them, page by page. Read again when `version` changes. */
export function useOrders(accountId: string | null, version: unknown): AllOrders {
  const [state, setState] = useState<AllOrders>({ orders: null, isCut: false, error: null });
  const who = session.value;
  useEffect(() => {
    const stop = new AbortController();
    const read = async () => {
      const orders: Order[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < MOST_PAGES; page++) {
        const answer: OrderPage = (await get<OrderPage>(`${TRADING}/orders`, { accountId, limit: PAGE, cursor }, stop.signal)).data;
        orders.push(...answer.items);
        cursor = answer.nextCursor;
        if (cursor === null) break;
      }

      setState({ orders, isCut: cursor !== null, error: null });
    };
    read().catch((error: unknown) => {
      if (!stop.signal.aborted && !isAborted(error)) setState(s => ({ ...s, error: error as Error }));
    });
    return () => stop.abort();
  }, [accountId, version, who]);
  return state;
}
