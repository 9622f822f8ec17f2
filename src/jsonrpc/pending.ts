// Requests that wait for an answer. Each ends exactly once: answered, refused, timed out, aborted, or
// closed together with the connection.

import type { Cancel, Clock } from '../util/clock.js';
import { PeerError, RpcError } from './errors.js';
import type { RequestId, Response } from './message.js';

export interface PendingOptions {
  /** Gives up after so many milliseconds; without it, never. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with the result before any later frame is looked at; the promise resolves only afterwards, when
   * frames that came in the same batch may have been handled. It must not throw.
   */
  readonly onResult?: ((result: unknown) => void) | undefined;
}

interface Entry {
  readonly method: string;
  readonly onResult: ((result: unknown) => void) | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  cancelTimer: Cancel | undefined;
  signal: AbortSignal | undefined;
  onAbort: (() => void) | undefined;
}

export class PendingRequests {
  readonly #entries = new Map<RequestId, Entry>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(id: RequestId): boolean {
    return this.#entries.has(id);
  }

  /**
   * Waits for the answer to `id`, which must not be waited for already.
   * @throws RpcError when the other side refuses; PeerError `timeout`, `aborted` or `closed`.
   */
  add(id: RequestId, method: string, options: PendingOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { timeoutMs, signal, onResult } = options;
      if (signal?.aborted) {
        reject(aborted(method, signal));
        return;
      }
      const entry: Entry = {
        method,
        onResult,
        resolve,
        reject,
        cancelTimer: undefined,
        signal,
        onAbort: undefined,
      };
      this.#entries.set(id, entry);
      if (timeoutMs !== undefined) {
        entry.cancelTimer = this.#clock.setTimeout(() => {
          const message = `${method} got no answer within ${timeoutMs} ms.`;
          this.#take(id)?.reject(new PeerError('timeout', message, { method }));
        }, timeoutMs);
      }
      if (signal !== undefined) {
        entry.onAbort = () => this.#take(id)?.reject(aborted(method, signal));
        signal.addEventListener('abort', entry.onAbort, { once: true });
      }
    });
  }

  /** Settles the request that `response` answers; false when nobody waits for it. */
  settle(response: Response): boolean {
    const entry = this.#take(response.id);
    if (entry === undefined) return false;
    if (response.kind === 'success') {
      entry.onResult?.(response.result);
      entry.resolve(response.result);
    } else entry.reject(RpcError.from(response.error, entry.method));
    return true;
  }

  /** Rejects everything that waits, with `closed`. `why` is a clause or sentence for people. */
  closeAll(why: string): void {
    for (const id of [...this.#entries.keys()]) {
      const entry = this.#take(id);
      entry?.reject(closed(entry.method, why));
    }
  }

  #take(id: RequestId): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    entry.cancelTimer?.();
    if (entry.onAbort !== undefined) entry.signal?.removeEventListener('abort', entry.onAbort);
    return entry;
  }
}

/** The error of a request that cannot be answered because the connection is gone. */
export function closed(method: string, why: string): PeerError {
  return new PeerError('closed', `${method} got no answer: ${why}`, { method });
}

function aborted(method: string, signal: AbortSignal): PeerError {
  return new PeerError('aborted', `${method} was given up before its answer came.`, {
    method,
    cause: signal.reason,
  });
}
