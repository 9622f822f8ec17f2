// The clock of the machine for a server of this process, moved on by those who cannot wait.

import { type Cancel, type Clock, systemClock } from '../../util/clock.js';

export interface MovableClock extends Clock {
  /** Moves on at once; what falls due meanwhile is done in its order before this returns. */
  advance(ms: number): void;
}

interface Timer {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly task: () => void;
  cancel: Cancel;
}

export function movableClock(): MovableClock {
  let ahead = 0;
  const timers = new Set<Timer>();
  const monotonic = (): number => systemClock.monotonic() + ahead;

  const run = (timer: Timer): void => {
    if (timers.delete(timer)) timer.task();
  };
  /** Waits on the machine's clock for what is left. */
  const wait = (timer: Timer): void => {
    timer.cancel();
    timer.cancel = systemClock.setTimeout(() => run(timer), Math.max(0, timer.at - monotonic()));
  };

  return {
    now: () => systemClock.now() + ahead,
    monotonic,
    setTimeout(task, ms) {
      const timer: Timer = { at: monotonic() + ms, task, cancel: () => {} };
      timers.add(timer);
      wait(timer);
      return () => {
        timers.delete(timer);
        timer.cancel();
      };
    },
    advance(ms) {
      ahead += ms;
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at <= monotonic()) {
          timer.cancel();
          run(timer);
        } else if (timers.has(timer)) wait(timer);
      }
    },
  };
}
