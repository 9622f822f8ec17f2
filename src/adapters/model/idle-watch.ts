// Notices when nothing has happened for too long. One timer however often something happens.

import type { Cancel, Clock } from '../../util/clock.js';

export interface IdleWatch {
  /** Something happened. */
  touch(): void;
  /** Time stands still until `resume`: the wait is ours, not theirs. */
  suspend(): void;
  /** Counts from the start again. */
  resume(): void;
  stop(): void;
}

/** Calls `expired` once, `ms` milliseconds after the last touch. */
export function watchIdle(clock: Clock, ms: number, expired: () => void): IdleWatch {
  let lastTouch = clock.monotonic();
  let isSuspended = false;
  let cancel: Cancel;
  const check = (): void => {
    const left = isSuspended ? ms : lastTouch + ms - clock.monotonic();
    if (left <= 0) expired();
    else cancel = clock.setTimeout(check, left);
  };
  cancel = clock.setTimeout(check, ms);
  return {
    touch() {
      lastTouch = clock.monotonic();
    },
    suspend() {
      isSuspended = true;
    },
    resume() {
      isSuspended = false;
      lastTouch = clock.monotonic();
    },
    stop() {
      cancel();
    },
  };
}
