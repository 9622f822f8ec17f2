// How much may wait, per connection, before somebody has to slow down.

import type { QueueLimits } from '../util/bounded-queue.js';

const MEBIBYTE = 1024 * 1024;

export interface ServerLimits {
  /** Requests that wait for their turn. */
  readonly ingress: QueueLimits;
  /** Requests of handlers that do not hold the line (concurrent.ts), running or waiting in a lane. */
  readonly maxBeside: number;
  /** Frames that wait for a client to read, beyond what the transport itself holds. */
  readonly egress: QueueLimits;
  /** How long a client that may be cut off may stand still with frames waiting, in milliseconds. */
  readonly stallMs: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  ingress: { maxCount: 128, maxBytes: 64 * MEBIBYTE },
  maxBeside: 1024,
  egress: { maxCount: 64 * 1024, maxBytes: 64 * MEBIBYTE },
  stallMs: 30_000,
};
