// What one side has sent, for tests of it: every request and notification in order, to look at or to wait for.

import { deferred } from '../util/deferred.js';
import type { Message } from './message.js';

export interface Received {
  readonly kind: 'request' | 'notification';
  readonly method: string;
  readonly params: unknown;
}

/**
 * Grows while the other side talks. `Known` says what the params of which method are promised to be; nothing is
 * checked, so a faulty sender may have sent others.
 */
export class ReceivedLog<Known extends object = Record<never, never>> {
  readonly #all: Received[] = [];
  readonly #waiting = new Set<() => void>();

  /** Everything in the order it came. */
  get all(): readonly Received[] {
    return this.#all;
  }

  /** Only the methods, in order. */
  get methods(): readonly string[] {
    return this.#all.map(({ method }) => method);
  }

  /** Params of every message of one method, in order. */
  paramsOf<M extends keyof Known & string>(method: M): readonly Known[M][];
  paramsOf(method: string): readonly unknown[];
  paramsOf(method: string): readonly unknown[] {
    return this.#all.filter((one) => one.method === method).map(({ params }) => params);
  }

  /** Resolves with the params of the first message of this method, past ones included, that `fits`. */
  waitFor<M extends keyof Known & string>(method: M, fits?: (params: Known[M]) => boolean): Promise<Known[M]>;
  waitFor(method: string, fits?: (params: unknown) => boolean): Promise<unknown>;
  // The two above say the same of the same method; here nobody knows which it is.
  async waitFor(method: string, fits: (params: never) => boolean = () => true): Promise<unknown> {
    for (;;) {
      const found = this.#all.find((one) => one.method === method && fits(one.params as never));
      if (found !== undefined) return found.params;
      const next = deferred();
      this.#waiting.add(next.resolve);
      await next.promise;
    }
  }

  add(message: Message): void {
    if (message.kind !== 'request' && message.kind !== 'notification') return;
    const { kind, method, params } = message;
    this.#all.push({ kind, method, params });
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
