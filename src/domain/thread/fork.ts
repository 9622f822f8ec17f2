// Which records of a thread a fork takes over. Pure.

import { DomainError } from '../errors.js';
import type { HistoryRecord } from '../records.js';

export interface ForkPoint {
  /** Keep turns up to and including this one. */
  lastTurnId: string | null;
  /** Keep turns before this one. */
  beforeTurnId: string | null;
}

/**
 * The records up to the fork point; all of them when it names no turn. A turn that is still running in the source
 * is interrupted in the fork, and marked so; `at` is when, in unix milliseconds.
 * @throws DomainError `turnNotFound`
 */
export function forkedRecords(
  records: readonly HistoryRecord[],
  point: ForkPoint,
  at: number,
): HistoryRecord[] {
  const kept = records.slice(0, cutAt(records, point));
  const open = openTurn(kept);
  if (open !== null)
    kept.push({ type: 'turnAborted', turnId: open, reason: 'interrupted', at, isUntimed: true });
  return kept;
}

function cutAt(records: readonly HistoryRecord[], point: ForkPoint): number {
  const startOf = (turnId: string): number => {
    const start = records.findIndex((record) => record.type === 'turnStarted' && record.turnId === turnId);
    if (start === -1) throw new DomainError({ code: 'turnNotFound', turnId });
    return start;
  };
  if (point.beforeTurnId !== null) return startOf(point.beforeTurnId);
  if (point.lastTurnId === null) return records.length;
  const start = startOf(point.lastTurnId);
  const next = records.findIndex((record, i) => i > start && record.type === 'turnStarted');
  return next === -1 ? records.length : next;
}

function openTurn(records: readonly HistoryRecord[]): string | null {
  let open: string | null = null;
  for (const record of records) {
    if (record.type === 'turnStarted') open = record.turnId;
    if (record.type === 'turnCompleted' || record.type === 'turnAborted') open = null;
  }
  return open;
}
