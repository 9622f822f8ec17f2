// The work of one connection that goes on beside its line (concurrent.ts says whose). Where too much of it is under
// way, the line is held until there is room again.

type Work = () => void | Promise<void>;

export class SideLanes {
  readonly #maxCount: number;
  /** What waits in each lane that is in use. */
  readonly #lanes = new Map<string, Work[]>();
  /** How many run or wait. */
  #count = 0;
  #isClosed = false;
  #onRoom: (() => void) | undefined;
  #onIdle: (() => void) | undefined;

  /** `maxCount`: how many may run or wait in lanes at once. */
  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  /**
   * Starts `work` at once, or when its lane is free. `work` never rejects. A promise means that there is no room:
   * the line goes on when it resolves.
   */
  take(lane: string | null, work: Work): void | Promise<void> {
    if (this.#isClosed) return undefined;
    this.#count += 1;
    if (lane === null) void this.#finishes(work, () => undefined);
    else this.#enter(lane, work);
    if (this.#count < this.#maxCount) return undefined;
    return new Promise((resolve) => {
      this.#onRoom = resolve;
    });
  }

  /** Calls back once, when nothing runs and nothing waits; at once if it is so. */
  whenIdle(callback: () => void): void {
    if (this.#count > 0) this.#onIdle = callback;
    else callback();
  }

  /** Forgets what waits; what runs has to end by itself. */
  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#lanes.values()) {
      this.#count -= waiting.length;
      waiting.length = 0;
    }
  }

  #enter(lane: string, work: Work): void {
    const waiting = this.#lanes.get(lane);
    if (waiting !== undefined) {
      waiting.push(work);
      return;
    }
    this.#lanes.set(lane, [work]);
    this.#advance(lane);
  }

  /** Runs what waits in a lane that is free, up to the first that takes time. */
  #advance(lane: string): void {
    for (;;) {
      const next = this.#lanes.get(lane)?.shift();
      if (next === undefined) break;
      if (!this.#finishes(next, () => this.#advance(lane))) return;
    }
    this.#lanes.delete(lane);
  }

  /** Whether the work was done at once; if not, `then` follows when it is. */
  #finishes(work: Work, then: () => void): boolean {
    const running = work();
    if (running === undefined) {
      this.#leave();
      return true;
    }
    void running.then(() => {
      this.#leave();
      then();
    });
    return false;
  }

  #leave(): void {
    this.#count -= 1;
    this.#onRoom?.();
    this.#onRoom = undefined;
    if (this.#count > 0) return;
    this.#onIdle?.();
    this.#onIdle = undefined;
  }
}
