// The status of a thread: derived from what is going on, never stored. Published only when it changes.

import type { ThreadActiveFlag, ThreadStatus } from '../../protocol/index.js';

export interface StatusFacts {
  isLoaded: boolean;
  isRunning: boolean;
  /** Of unanswered questions, in the order clients are to see them. */
  flags: readonly ThreadActiveFlag[];
  /** The last turn failed, or the last input was refused. */
  hasFailed: boolean;
}

/** A failure shows even while the turn it is part of goes on. */
export function deriveStatus(facts: StatusFacts): ThreadStatus {
  if (!facts.isLoaded) return { type: 'notLoaded' };
  if (facts.hasFailed) return { type: 'systemError' };
  if (facts.isRunning || facts.flags.length > 0) return { type: 'active', activeFlags: [...facts.flags] };
  return { type: 'idle' };
}

export function isSameStatus(a: ThreadStatus, b: ThreadStatus): boolean {
  if (a.type !== 'active' || b.type !== 'active') return a.type === b.type;
  return (
    a.activeFlags.length === b.activeFlags.length &&
    a.activeFlags.every((flag, i) => flag === b.activeFlags[i])
  );
}
