// thread/loaded/*: which threads are in memory.

import { DomainError } from '../../domain/errors.js';
import { defineRoom } from '../room.js';
import { canonicalThreadId } from '../thread-id.js';

export const threadLoaded = defineRoom('thread/loaded', ({ agent }) => ({
  'thread/loaded/list': ({ cursor, limit }) => {
    const all = agent.loadedThreadIds();
    const rest = cursor == null ? all : after(all, cursor);
    const page = limit == null ? rest : rest.slice(0, Math.max(limit, 1));
    return { data: page, nextCursor: page.length < rest.length ? (page.at(-1) ?? null) : null };
  },
}));

/** The cursor is the last id of the page before; it need not be loaded any more. */
function after(ids: readonly string[], cursor: string): string[] {
  const last = canonicalThreadId(cursor);
  if (last === undefined) throw new DomainError({ code: 'cursorInvalid', cursor });
  return ids.filter((id) => id > last);
}
