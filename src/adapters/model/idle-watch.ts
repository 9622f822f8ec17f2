// Notices when nothing has happened for too long. One timer however often something happens.

import type { Cancel, Clock } from '../../util/clock.js';

export interface IdleWatch {
  /** Something happened. */
  touch(): void;
  stop(): void;
}

/** Calls `expired` once, `ms` milliseconds after the last touch. */
export function watchIdle(clock: Clock, ms: number, expired: () => void): IdleWatch {
  let lastTouch = clock.monotonic();
  let cancel: Cancel;
  const check = (): void => {
    const left = lastTouch + ms - clock.monotonic();
    if (left <= 0) expired();
    else cancel = clock.setTimeout(check, left);
  };
  cancel = clock.setTimeout(check, ms);
  return {
    touch() {
      lastTouch = clock.monotonic();
    },
    stop() {
      cancel();
    },
  };
}
