// Stops what an agent does, if it does anything.

import { DomainError } from '../errors.js';
import type { LiveThreadImpl } from '../thread/live-thread.js';

export async function interruptIfBusy(thread: LiveThreadImpl): Promise<void> {
  try {
    await thread.interrupt('');
  } catch (thrown) {
    if (!(thrown instanceof DomainError) || thrown.failure.code !== 'noActiveTurn') throw thrown;
  }
}
