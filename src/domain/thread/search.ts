// Full-text search over stored threads: reads those that the store does not rule out, page by page and in the order
// of the list, until a page is full.

import type { Thread } from '../../protocol/index.js';
import { DomainError } from '../errors.js';
import type { StoredThread, ThreadQuery, ThreadStore } from '../ports.js';
import { reduceHistory } from './history.js';
import { pageSize } from './page.js';
import { hitIn, textOf } from './turn-pages.js';

export interface SearchPage {
  data: { thread: Thread; snippet: string }[];
  nextCursor: string | null;
  backwardsCursor: string | null;
}

/** How many heads are listed at a time. */
const STEP = 100;

/** The threads in which `term` was said. @throws DomainError `cursorInvalid` */
export async function searchThreads(
  store: ThreadStore,
  { term, ...query }: ThreadQuery & { term: string },
  view: (stored: StoredThread) => Thread,
): Promise<SearchPage> {
  const size = pageSize(query.limit);
  const data: SearchPage['data'] = [];
  let backwardsCursor: string | null = null;
  let { cursor, skip } = placeIn(query.cursor);
  for (;;) {
    const page = await store.list({ ...query, cursor, limit: STEP, mentions: term });
    backwardsCursor ??= page.backwardsCursor;
    for (const [i, stored] of page.threads.entries()) {
      if (i < skip) continue;
      if (query.signal?.aborted) break;
      const snippet = await snippetOf(store, stored, term);
      if (snippet === null) continue;
      if (data.length === size) {
        return { data, nextCursor: JSON.stringify({ cursor, skip: i }), backwardsCursor };
      }
      data.push({ thread: view(stored), snippet });
    }
    if (page.nextCursor === null || query.signal?.aborted) return { data, nextCursor: null, backwardsCursor };
    cursor = page.nextCursor;
    skip = 0;
  }
}

async function snippetOf(store: ThreadStore, stored: StoredThread, term: string): Promise<string | null> {
  // One log that cannot be read must not hide the others.
  const read = await store.read(stored.meta.id).catch(() => null);
  if (read === null) return null;
  for (const { items } of reduceHistory(read.records).turns()) {
    for (const item of items) {
      const hit = hitIn(textOf(item), term);
      if (hit !== null) return hit.snippet;
    }
  }
  return null;
}

function placeIn(cursor: string | null): { cursor: string | null; skip: number } {
  if (cursor === null) return { cursor: null, skip: 0 };
  try {
    const value = JSON.parse(cursor) as { cursor?: unknown; skip?: unknown } | null;
    const isPlace = value?.cursor === null || typeof value?.cursor === 'string';
    if (isPlace && typeof value?.skip === 'number') {
      return { cursor: value.cursor as string | null, skip: value.skip };
    }
  } catch {
    // Told below like any other cursor that is none.
  }
  throw new DomainError({ code: 'cursorInvalid', cursor });
}
