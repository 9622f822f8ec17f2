// Unloads threads that nobody watches and that have had nothing to do for a while.

import type { Cancel, Clock } from '../../util/clock.js';

export interface IdleUnload {
  /** The thread has nobody watching, or nothing left to do: count from now. */
  consider(threadId: string): void;
  /** No timer is left behind. */
  stop(): void;
}

export interface IdleUnloadDeps {
  clock: Clock;
  /** Null: the thread stays loaded. */
  afterMs(threadId: string): number | null;
  isIdle(threadId: string): boolean;
  unload(threadId: string): void;
}

export function createIdleUnload(deps: IdleUnloadDeps): IdleUnload {
  const { clock } = deps;
  const timers = new Map<string, Cancel>();
  return {
    consider(threadId) {
      timers.get(threadId)?.();
      timers.delete(threadId);
      const afterMs = deps.afterMs(threadId);
      if (afterMs === null || !deps.isIdle(threadId)) return;
      const fire = (): void => {
        timers.delete(threadId);
        // Someone may have come and started work meanwhile; then its end brings us back here.
        if (deps.isIdle(threadId)) deps.unload(threadId);
      };
      timers.set(threadId, clock.setTimeout(fire, afterMs));
    },
    stop() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
