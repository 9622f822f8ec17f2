// Time as a dependency: everything that waits or stamps takes a Clock, so tests can hold time still.

/** Calls off what it came from; harmless when called twice or too late. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never run backwards; only differences mean anything. */
  monotonic(): number;
  /** Runs `task` once after `ms` milliseconds, unless cancelled. */
  setTimeout(task: () => void, ms: number): Cancel;
}

/** Longest delay a platform timer accepts; above it, timers would fire at once. */
export const LONGEST_DELAY_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout(task, ms) {
    const timer = setTimeout(task, Math.min(ms, LONGEST_DELAY_MS));
    return () => clearTimeout(timer);
  },
};

/**
 * Resolves after `ms` milliseconds of `clock`.
 * @throws the signal's reason when it aborts first.
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
