// Named gates that hold streams until a test opens them, and tell when a stream stands before one.

import type { Clock } from '../util/clock.js';
import { type Deferred, deferred } from '../util/deferred.js';
import { BackendError } from './errors.js';

interface Gate {
  isOpen: boolean;
  readonly waiting: Set<Deferred<void>>;
  readonly watchers: Set<() => void>;
}

export class Gates {
  readonly #clock: Clock;
  readonly #gates = new Map<string, Gate>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets everybody through from now on. */
  open(name: string): void {
    this.#gate(name).isOpen = true;
    this.step(name);
  }

  /** Holds whoever comes from now on; gates start closed. */
  close(name: string): void {
    this.#gate(name).isOpen = false;
  }

  /** Lets through those who wait now, and says how many; the gate stays as it is. */
  step(name: string): number {
    const { waiting } = this.#gate(name);
    const count = waiting.size;
    for (const one of waiting) one.resolve();
    waiting.clear();
    return count;
  }

  /** How many wait, by gate. */
  waiting(): Readonly<Record<string, number>> {
    const held = [...this.#gates].filter(([, gate]) => gate.waiting.size > 0);
    return Object.fromEntries(held.map(([name, gate]) => [name, gate.waiting.size]));
  }

  /** Resolves at the open gate, or when the signal aborts. */
  async pass(name: string, signal: AbortSignal): Promise<void> {
    const gate = this.#gate(name);
    if (gate.isOpen || signal.aborted) return;
    const turn = deferred();
    gate.waiting.add(turn);
    const leave = (): void => turn.resolve();
    signal.addEventListener('abort', leave, { once: true });
    for (const watch of gate.watchers) watch();
    await turn.promise;
    gate.waiting.delete(turn);
    signal.removeEventListener('abort', leave);
  }

  /**
   * Resolves as soon as a stream waits before this gate.
   * @throws BackendError `timeout`
   */
  async waitForHold(name: string, timeoutMs: number): Promise<void> {
    const gate = this.#gate(name);
    if (gate.waiting.size > 0) return;
    const arrival = deferred();
    const cancel = this.#clock.setTimeout(() => {
      const message = `Waited ${timeoutMs} ms for a stream to reach the gate "${name}", but none did.`;
      arrival.reject(new BackendError('timeout', message));
    }, timeoutMs);
    const watch = (): void => arrival.resolve();
    gate.watchers.add(watch);
    try {
      await arrival.promise;
    } finally {
      cancel();
      gate.watchers.delete(watch);
    }
  }

  #gate(name: string): Gate {
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    const gate: Gate = { isOpen: false, waiting: new Set(), watchers: new Set() };
    this.#gates.set(name, gate);
    return gate;
  }
}
