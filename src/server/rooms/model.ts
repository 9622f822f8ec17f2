// model/*: the static catalogue of the active version.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';

export const model = defineRoom('model', ({ models }) => ({
  'model/list': ({ cursor, limit, includeHidden }) => {
    const shown = models.filter((entry) => includeHidden || !entry.hidden);
    const start = offsetOf(cursor, shown.length);
    const end = Math.min(start + Math.max(limit ?? shown.length, 1), shown.length);
    return { data: shown.slice(start, end), nextCursor: end < shown.length ? String(end) : null };
  },
}));

/** Cursors of the catalogue are decimal offsets. */
function offsetOf(cursor: string | null | undefined, total: number): number {
  if (cursor == null) return 0;
  if (!/^\+?\d{1,19}$/.test(cursor)) throw new RpcError(RpcCode.invalidRequest, `invalid cursor: ${cursor}`);
  const offset = Number(cursor);
  if (offset > total) {
    throw new RpcError(RpcCode.invalidRequest, `cursor ${cursor} exceeds total models ${total}`);
  }
  return offset;
}
