// What a scenario waits for that no frame tells: a file that a command makes, a process that ends.

import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with true once it fits, with false when it has not within `ms` milliseconds. */
export async function comesTrue(fits: () => boolean, ms = 10_000): Promise<boolean> {
  const end = performance.now() + ms;
  while (!fits()) {
    if (performance.now() >= end) return false;
    await sleep(20);
  }
  return true;
}
