// A time in which a tool does nothing.

import type { ToolContext } from '../ports.js';

/** Waits that long, until `other`, or until the call is stopped; whichever comes first. */
export async function pause(
  { setTimeout, signal }: Pick<ToolContext, 'setTimeout' | 'signal'>,
  ms: number,
  other: Promise<unknown> = new Promise(() => {}),
): Promise<'time' | 'other' | 'stopped'> {
  let clear = (): void => {};
  const over = new Promise<'time' | 'stopped'>((resolve) => {
    const onAbort = (): void => resolve('stopped');
    const cancel = setTimeout(() => resolve('time'), ms);
    signal.addEventListener('abort', onAbort, { once: true });
    clear = () => {
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([other.then(() => 'other' as const), over]);
  } finally {
    clear();
  }
}
