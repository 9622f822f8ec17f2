// A clock that stands still until a test moves it.

import type { Clock } from '../../src/util/clock.js';

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

export interface FakeClock extends Clock {
  /** Runs everything that falls due within the next `ms`, in order of time. */
  advance(ms: number): void;
  /** Like `advance`, and lets promises settle after each task and at the end. */
  advanceAsync(ms: number): Promise<void>;
  /** How many timers wait. */
  readonly pendingTimers: number;
}

export function fakeClock(start = 1_700_000_000_000): FakeClock {
  let now = start;
  const timers = new Set<Timer>();

  const nextDue = (until: number): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  };

  const runDue = (until: number): boolean => {
    const timer = nextDue(until);
    if (timer === undefined) return false;
    timers.delete(timer);
    now = Math.max(now, timer.at);
    timer.task();
    return true;
  };

  return {
    now: () => now,
    monotonic: () => now - start,
    setTimeout(task, ms) {
      const timer = { at: now + Math.max(0, ms), task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      while (runDue(until));
      now = until;
    },
    async advanceAsync(ms) {
      const until = now + ms;
      await settled();
      while (runDue(until)) await settled();
      now = until;
      await settled();
    },
    get pendingTimers() {
      return timers.size;
    },
  };
}

/** Resolves after the promise reactions that are ready now, and those that they cause, have run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
