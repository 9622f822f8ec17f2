// How many questions are being put to a person outside of this protocol. While there is one, time-outs of a thread's
// commands stand still: whoever limits a command takes its timer from here.

import type { Cancel, Clock } from '../../util/clock.js';
import { DomainError } from '../errors.js';

export interface ElicitationState {
  readonly count: number;
  readonly paused: boolean;
}

interface Timer {
  pause(): void;
  resume(): void;
}

export class ElicitationPause {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get state(): ElicitationState {
    return { count: this.#count, paused: this.#count > 0 };
  }

  increment(): ElicitationState {
    this.#count += 1;
    if (this.#count === 1) for (const timer of this.#timers) timer.pause();
    return this.state;
  }

  /** @throws DomainError `elicitationsZero` */
  decrement(): ElicitationState {
    if (this.#count === 0) throw new DomainError({ code: 'elicitationsZero' });
    this.#count -= 1;
    if (this.#count === 0) for (const timer of this.#timers) timer.resume();
    return this.state;
  }

  /** Runs `task` after `ms` milliseconds in which no question was open, unless cancelled. */
  setTimeout(task: () => void, ms: number): Cancel {
    let left = ms;
    let since = 0;
    let cancel: Cancel | null = null;
    const timer: Timer = {
      pause: () => {
        cancel?.();
        cancel = null;
        left -= this.#clock.monotonic() - since;
      },
      resume: () => {
        since = this.#clock.monotonic();
        cancel = this.#clock.setTimeout(
          () => {
            this.#timers.delete(timer);
            task();
          },
          Math.max(0, left),
        );
      },
    };
    this.#timers.add(timer);
    if (this.#count === 0) timer.resume();
    return () => {
      this.#timers.delete(timer);
      cancel?.();
    };
  }
}
