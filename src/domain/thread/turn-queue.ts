// The turns of a thread in their order: the one that runs or is ending, and those that begin one after the other when
// it has ended.

import { ReviewRunner } from '../review/review-runner.js';
import { CompactionRunner } from '../turn/compaction-runner.js';
import type { ThreadRun } from '../turn/turn-host.js';
import { TurnRunner } from '../turn/turn-runner.js';
import { UserShellRunner } from '../turn/user-shell-runner.js';

export class TurnQueue {
  #run: ThreadRun | null = null;
  readonly #waiting: ThreadRun[] = [];

  /** The turn that runs or is ending. */
  get current(): ThreadRun | null {
    return this.#run;
  }

  /** The turn that what comes next is meant for: the last that waits, else the one that runs. */
  get newest(): ThreadRun | null {
    return this.#waiting.at(-1) ?? this.#run;
  }

  /** The turn that more input goes to; null: it would begin one. */
  get takingInput(): TurnRunner | UserShellRunner | null {
    const run = this.newest;
    const takesInput = run instanceof TurnRunner || run instanceof UserShellRunner;
    return takesInput && run.takesInput ? run : null;
  }

  /** The turn that runs, or is about to, and takes no input. */
  get closedTurn(): ReviewRunner | CompactionRunner | null {
    const run = this.newest;
    return run instanceof ReviewRunner || run instanceof CompactionRunner ? run : null;
  }

  /** The turn that an interrupt means. A second one of the same turn is answered with the first. */
  get interruptible(): ThreadRun | null {
    const run = this.newest;
    if (run === null) return null;
    return run.kind !== 'turn' || run.takesInput || run.isBeingInterrupted ? run : null;
  }

  /** Puts a turn in its place: it is the one that runs, or the last that waits. Returns what begins it in time. */
  add(run: ThreadRun): () => void {
    const previous = this.newest;
    if (previous === null) {
      this.#run = run;
      return () => run.begin();
    }
    this.#waiting.push(run);
    return () => void previous.ended.then(() => run.begin());
  }

  /** The turn that ran has come to its end; the next one takes its place. */
  advance(): void {
    this.#run = this.#waiting.shift() ?? null;
  }

  /** Resolves when nothing runs, or `run` does. */
  async reached(run: ThreadRun | null): Promise<void> {
    while (this.#run !== null && this.#run !== run) await this.#run.ended;
  }

  /** Ends those before `last`, all when it is null, each when it has come to run. */
  async endBefore(last: ThreadRun | null, reason: string): Promise<void> {
    while (this.#run !== null && this.#run !== last) {
      const { ended } = this.#run;
      void this.#run.interrupt(reason);
      await ended;
    }
  }
}
