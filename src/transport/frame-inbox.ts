// Where frames wait between the bytes and their receiver: until a receiver is set, while the
// connection is paused, and before the news that the connection has ended.

/** What the frames come from; told to stop and go on so that waiting frames stay few. */
export interface FrameSource {
  pause(): void;
  resume(): void;
}

export class FrameInbox {
  readonly #source: FrameSource;
  #waiting: string[] = [];
  #handler: ((text: string) => void) | undefined;
  #isPaused = false;
  #isDraining = false;
  #afterLast: (() => void) | undefined;

  constructor(source: FrameSource) {
    this.#source = source;
  }

  setHandler(handler: (text: string) => void): void {
    const isFirst = this.#handler === undefined;
    this.#handler = handler;
    if (isFirst && !this.#isPaused) this.#drain();
  }

  deliver(text: string): void {
    if (this.#handler === undefined || this.#isPaused || this.#waiting.length > 0) this.#waiting.push(text);
    else this.#handler(text);
  }

  pause(): void {
    this.#isPaused = true;
    this.#source.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (this.#handler !== undefined) this.#drain();
  }

  /** Calls `then` once the last waiting frame is delivered. */
  whenEmpty(then: () => void): void {
    if (this.#waiting.length === 0 && !this.#isDraining) then();
    else this.#afterLast = then;
  }

  /** Throws away what waits. */
  abandon(): void {
    this.#waiting = [];
    this.#finish();
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    let next = 0;
    // A handler may pause, abandon, or cause new frames, so the state is read anew each round.
    while (!this.#isPaused && next < this.#waiting.length) {
      const text = this.#waiting[next];
      next += 1;
      if (text !== undefined) this.#handler?.(text);
    }
    this.#waiting = this.#waiting.slice(next);
    this.#isDraining = false;
    if (this.#isPaused) return;
    this.#finish();
    this.#source.resume();
  }

  #finish(): void {
    const then = this.#afterLast;
    this.#afterLast = undefined;
    then?.();
  }
}
