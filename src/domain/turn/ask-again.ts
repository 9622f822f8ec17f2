// Requests to the model beside the conversation: asked again where that may help, as a turn's own are.

import type { TurnError } from '../../protocol/index.js';
import { sleep } from '../../util/clock.js';
import { ModelError } from '../ports.js';
import type { ThreadSettings } from '../settings.js';
import { judge, NO_ATTEMPTS, WorkFailed } from './failure.js';
import type { TurnServices } from './turn-host.js';

interface Asking {
  readonly settings: ThreadSettings;
  readonly signal: AbortSignal;
  /** Told of failures that clients are to hear of although the model is asked again. */
  announce?(error: TurnError): void;
}

/** Calls `ask` until it has an answer. @throws WorkFailed, the signal's reason, or what else `ask` throws */
export async function askAgain<T>(
  services: TurnServices,
  { settings, signal, announce }: Asking,
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempts = NO_ATTEMPTS; ; ) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof ModelError)) throw thrown;
      const verdict = judge({
        failure: thrown.failure,
        attempts,
        policy: services.model.retryPolicy(settings),
        behaviour: services.behaviour,
        now: services.clock.now(),
        jitter: services.random(),
      });
      if (verdict.type === 'fail') throw new WorkFailed(verdict.error);
      if (verdict.announcement !== null) announce?.(verdict.announcement);
      await sleep(services.clock, verdict.afterMs, signal);
      attempts = verdict.attempts;
    }
  }
}
