// The way in of one connection: requests are handled one after the other, in the order they came; those that
// must wait, wait in a bounded queue. A full queue stops the transport, or refuses where stopping would not do.

import { BoundedQueue, type QueueLimits } from '../util/bounded-queue.js';

export interface IngressOptions<Request> {
  readonly limits: QueueLimits;
  /** Handles one request. The next one starts when this returns, or when its promise settles. Never rejects. */
  readonly handle: (request: Request) => void | Promise<void>;
  /** Stops and restarts delivery by the transport; absent when a full queue refuses instead. */
  readonly flow?: { pause(): void; resume(): void };
  /** Called for a request that found the queue full. */
  readonly refuse: (request: Request) => void;
}

export class Ingress<Request> {
  readonly #options: IngressOptions<Request>;
  readonly #waiting: BoundedQueue<Request>;
  #isBusy = false;
  #isPaused = false;
  #isClosed = false;
  #isSuspended = false;
  #onIdle: (() => void) | undefined;

  constructor(options: IngressOptions<Request>) {
    this.#options = options;
    this.#waiting = new BoundedQueue(options.limits);
  }

  /** How many requests wait for their turn. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Takes a request of `bytes` on the wire: handles it now, lets it wait, or refuses it. */
  offer(request: Request, bytes: number): void {
    if (this.#isClosed) return;
    if (!this.#isBusy && !this.#isSuspended) {
      this.#isBusy = true;
      if (this.#finishes(request)) this.#handleWaiting();
      return;
    }
    if (!this.#waiting.push(request, bytes)) {
      this.#options.refuse(request);
      return;
    }
    // Stop while one more like this would not fit: what stopping cannot hold back would have to be refused.
    if (!this.#waiting.hasRoomFor(bytes)) this.#pause();
  }

  /** Starts no further request until `proceed`: there is no room for answers. */
  suspend(): void {
    this.#isSuspended = true;
  }

  proceed(): void {
    this.#isSuspended = false;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#handleWaiting();
  }

  /** Calls back once, when everything that came in so far is handled; at once if it is already. */
  whenIdle(callback: () => void): void {
    if (this.#isBusy || this.#waiting.size > 0) this.#onIdle = callback;
    else callback();
  }

  /** Forgets what waits; nobody is left to answer. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.clear();
  }

  /** Whether the request was handled at once; if not, the rest follows when it is. */
  #finishes(request: Request): boolean {
    const running: void | Promise<void> = this.#options.handle(request);
    if (running === undefined) return true;
    void running.then(() => this.#handleWaiting());
    return false;
  }

  #handleWaiting(): void {
    while (!this.#isSuspended) {
      // Resuming may deliver at once; while we are busy, what comes queues up behind what waits already.
      if (this.#isPaused && this.#waiting.size * 2 <= this.#options.limits.maxCount) this.#resume();
      const next = this.#waiting.shift();
      if (next === undefined) break;
      if (!this.#finishes(next)) return;
    }
    this.#isBusy = false;
    if (this.#waiting.size > 0) return;
    this.#onIdle?.();
    this.#onIdle = undefined;
  }

  #pause(): void {
    if (this.#isPaused || this.#options.flow === undefined) return;
    this.#isPaused = true;
    this.#options.flow.pause();
  }

  #resume(): void {
    this.#isPaused = false;
    this.#options.flow?.resume();
  }
}
