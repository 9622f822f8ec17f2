// Pages of a list that does not change: cursors are decimal offsets, as the real server's are.

import { RpcCode, RpcError } from '../jsonrpc/errors.js';

/**
 * @param what the entries' name in the refusal of a cursor beyond the end
 * @throws RpcError
 */
export function pageOf<T>(
  entries: readonly T[],
  { cursor, limit }: { cursor?: string | null | undefined; limit?: number | null | undefined },
  what: string,
): { data: T[]; nextCursor: string | null } {
  return pageFrom(entries, offsetOf(cursor, entries.length, what), limit);
}

/** The page that begins at `start`: everything after it unless `limit` says less, and one entry at least. */
export function pageFrom<T>(
  entries: readonly T[],
  start: number,
  limit?: number | null,
): { data: T[]; nextCursor: string | null } {
  const end = Math.min(start + Math.max(limit ?? entries.length, 1), entries.length);
  return { data: entries.slice(start, end), nextCursor: end < entries.length ? String(end) : null };
}

/** @throws RpcError for one that is no offset, wherever the list ends */
export function assertCursor(cursor: string | null | undefined): void {
  offsetOf(cursor, Number.POSITIVE_INFINITY, '');
}

function offsetOf(cursor: string | null | undefined, total: number, what: string): number {
  if (cursor == null) return 0;
  if (!/^\+?\d{1,19}$/.test(cursor)) throw new RpcError(RpcCode.invalidRequest, `invalid cursor: ${cursor}`);
  const offset = Number(cursor);
  if (offset > total)
    throw new RpcError(RpcCode.invalidRequest, `cursor ${cursor} exceeds total ${what} ${total}`);
  return offset;
}
