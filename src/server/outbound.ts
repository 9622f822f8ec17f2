// The way out of one connection: frames in order, at once while the client reads, through a bounded queue while
// it does not. A client that may be cut off is cut off when the queue is full or nothing moves for too long;
// one that may not (stdio) makes us wait instead.

import type { Transport } from '../transport/contract.js';
import { BoundedQueue, type QueueLimits } from '../util/bounded-queue.js';
import type { Cancel, Clock } from '../util/clock.js';

export interface OutboundOptions {
  readonly limits: QueueLimits;
  readonly clock: Clock;
  /** What to do with a client that does not read: cut it off, or wait for it for ever. */
  readonly slowReader: 'close' | 'wait';
  /** How long a client to be cut off may stand still with frames waiting, in milliseconds. */
  readonly stallMs: number;
  /** Called when frames begin to wait, and when none waits any more. */
  readonly onBehind: () => void;
  readonly onCaughtUp: () => void;
  /** Called once, when the client must be cut off; `why` is one sentence. */
  readonly onOverflow: (why: string) => void;
}

export class Outbound {
  readonly #transport: Transport;
  readonly #options: OutboundOptions;
  readonly #waiting: BoundedQueue<string>;
  #isBehind = false;
  #isOver = false;
  #cancelStall: Cancel | undefined;

  constructor(transport: Transport, options: OutboundOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#waiting = new BoundedQueue(options.limits);
    transport.onDrain(() => this.#flush());
  }

  /** How many frames wait because the client does not read. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Whether the client is not reading at the moment. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Puts one frame on its way behind all frames before it. */
  send(frame: string): void {
    if (this.#isOver) return;
    if (!this.#isBehind) {
      if (!this.#transport.send(frame)) this.#fallBehind();
      return;
    }
    if (this.#options.slowReader === 'wait') this.#waiting.forcePush(frame, frame.length);
    else if (!this.#waiting.push(frame, frame.length)) {
      this.#overflow(
        `the client does not read: ${this.#waiting.size} messages (${this.#waiting.bytes} bytes) wait for it`,
      );
    }
  }

  /** Nothing is sent after this. */
  close(): void {
    this.#isOver = true;
    this.#waiting.clear();
    this.#cancelStall?.();
  }

  #flush(): void {
    if (this.#isOver) return;
    this.#cancelStall?.();
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      if (!this.#transport.send(frame)) {
        this.#watchStall();
        return;
      }
    }
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#options.onCaughtUp();
  }

  #fallBehind(): void {
    this.#isBehind = true;
    this.#watchStall();
    this.#options.onBehind();
  }

  #watchStall(): void {
    if (this.#options.slowReader === 'wait') return;
    const { clock, stallMs } = this.#options;
    this.#cancelStall = clock.setTimeout(() => {
      this.#overflow(`the client has read nothing for ${Math.round(stallMs / 1000)} s`);
    }, stallMs);
  }

  #overflow(why: string): void {
    this.close();
    this.#options.onOverflow(why);
  }
}
