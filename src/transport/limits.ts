// The knobs that every transport has, with their defaults in one place.

import { type Clock, systemClock } from '../util/clock.js';
import { deferred } from '../util/deferred.js';
import { DEFAULT_HIGH_WATER_BYTES, DEFAULT_MAX_FRAME_BYTES } from './contract.js';

export interface TransportLimits {
  /** Ceiling of one frame in bytes, 64 MiB by default. */
  readonly maxFrameBytes?: number | undefined;
  /** Unsent bytes above which `send` says false, 1 MiB by default. */
  readonly highWaterBytes?: number | undefined;
  /** How long `close` waits for the other side before it stops being polite, 2 s by default. */
  readonly closeTimeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** The same limits with every gap filled. */
export function withDefaults(limits: TransportLimits): {
  maxFrameBytes: number;
  highWaterBytes: number;
  closeTimeoutMs: number;
  clock: Clock;
} {
  return {
    maxFrameBytes: limits.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES,
    highWaterBytes: limits.highWaterBytes ?? DEFAULT_HIGH_WATER_BYTES,
    closeTimeoutMs: limits.closeTimeoutMs ?? 2000,
    clock: limits.clock ?? systemClock,
  };
}

/** Waits for `work`, however it ends, but no longer than `ms`; true when it ended in time. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const time = deferred<'over'>();
  const cancel = clock.setTimeout(() => time.resolve('over'), ms);
  try {
    return (await Promise.race([work, time.promise])) !== 'over';
  } catch {
    return true;
  } finally {
    cancel();
  }
}

/** The sentence for a frame that is too long. */
export function oversizedMessage(bytes: number, maxBytes: number): string {
  return `A frame of at least ${bytes} bytes came in, and the ceiling is ${maxBytes} bytes.`;
}
