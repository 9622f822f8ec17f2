// Performs the steps of a reply: writes, waits, holds. Events that are due together leave in one write.

import { type Clock, sleep } from '../util/clock.js';
import type { Gates } from './gates.js';
import type { CutKind } from './script.js';
import { encodeEvent, type Step } from './stream-step.js';

/** Where a stream goes. */
export interface StreamSink {
  /** Resolves when the sink takes more; `undefined` when it does so now. */
  write(text: string): Promise<void> | undefined;
}

export interface PlayerContext {
  readonly clock: Clock;
  readonly gates: Gates;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
}

/** How the steps ended: with the last one, at a cut, or because the client left. */
export type PlayEnd = 'finished' | CutKind | 'aborted';

const WRITE_CHARACTERS = 64 * 1024;

export async function play(
  steps: Iterable<Step>,
  sink: StreamSink,
  context: PlayerContext,
): Promise<PlayEnd> {
  const { clock, gates, signal } = context;
  let pending = '';
  let due = clock.monotonic();
  const flush = (): Promise<void> | undefined => {
    const text = pending;
    pending = '';
    return text === '' ? undefined : sink.write(text);
  };

  for (const step of steps) {
    if (signal.aborted) return 'aborted';
    switch (step.kind) {
      case 'event':
        pending += encodeEvent(step.event);
        break;
      case 'raw':
        pending += step.text;
        break;
      case 'wait': {
        // Waits are due times, not naps: timer slack and sub-millisecond delays even out.
        due += step.ms;
        const left = due - clock.monotonic();
        if (left < 1) break;
        await flush();
        await sleep(clock, left, signal).catch(() => undefined);
        break;
      }
      case 'hold':
        await flush();
        await gates.pass(step.gate, signal);
        due = clock.monotonic();
        break;
      case 'cut':
        await flush();
        return signal.aborted ? 'aborted' : step.how;
    }
    if (pending.length >= WRITE_CHARACTERS) await flush();
  }
  await flush();
  return signal.aborted ? 'aborted' : 'finished';
}
