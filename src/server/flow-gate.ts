// A gate between the model and the clients: while a connection that may not be cut off is behind with reading,
// the gate is shut and no more of the model's stream is taken.

import { type Deferred, deferred } from '../util/deferred.js';

export class FlowGate {
  readonly #behind = new Set<object>();
  #opening: Deferred<void> | undefined;

  get isOpen(): boolean {
    return this.#behind.size === 0;
  }

  /** Shuts the gate on behalf of `connection`. */
  shut(connection: object): void {
    this.#behind.add(connection);
  }

  /** Takes back what `connection` asked for; the gate opens when nobody is behind any more. */
  release(connection: object): void {
    if (!this.#behind.delete(connection) || !this.isOpen) return;
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  /** Resolves when the gate is open. @throws the signal's reason when it aborts first. */
  async whenOpen(signal: AbortSignal): Promise<void> {
    while (!this.isOpen) {
      signal.throwIfAborted();
      this.#opening ??= deferred();
      await untilAborted(this.#opening.promise, signal);
    }
  }
}

function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}
