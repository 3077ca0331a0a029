import { useEffect, useState } from 'preact/hooks';
import { address, get, type Query } from './api';
import { toast } from './parts';
import { failureOf } from './forms';
import { useData, type Data } from './use-data';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Pages<T> {
  /** The first page, which is read again by itself when `every` says so. */
  first: Data<Page<T>>;
  items: readonly T[];
  hasMore: boolean;
  more: () => Promise<void>;

  /** Starts anew with the first page. */
  reload: () => void;
}

/** A list that is read page by page. */
export function usePages<T>(path: string | null, query: Query = {}, every = 0): Pages<T> {
  const first = useData<Page<T>>(path, query, every);
  const url = path === null ? '' : address(path, query);
  const [rest, setRest] = useState<{ url: string; items: T[]; next: string | null } | null>(null);
  useEffect(() => setRest(null), [first.data]);
  const further = rest?.url === url ? rest : null;
  const next = further ? further.next : (first.data?.nextCursor ?? null);
  const more = async () => {
    if (path === null || !next) return;
    try {
      const page = (await get<Page<T>>(path, { ...query, cursor: next })).data;
      setRest({ url, items: [...(further?.items ?? []), ...page.items], next: page.nextCursor });
    } catch (error) {
      toast(failureOf(error), 'bad');
    }
  };
  return { first, items: [...(first.data?.items ?? []), ...(further?.items ?? [])], hasMore: next !== null, more, reload: first.reload };
}
