// What everyone is told of a thread's status: each change once.

import type { ThreadStatus } from '../../protocol/index.js';
import type { EventSink } from '../events.js';
import { isSameStatus } from './status.js';

const NOT_LOADED: ThreadStatus = { type: 'notLoaded' };

export class StatusNews {
  readonly #threadId: string;
  readonly #sink: EventSink;
  readonly #now: () => ThreadStatus;
  #told: ThreadStatus = { type: 'idle' };

  /** `now` says what the status is. */
  constructor(threadId: string, sink: EventSink, now: () => ThreadStatus) {
    this.#threadId = threadId;
    this.#sink = sink;
    this.#now = now;
  }

  /** Tells the status when it is another than the last one told. */
  publish(): void {
    const status = this.#now();
    if (!isSameStatus(status, this.#told)) this.#tell(status);
  }

  /** Tells that a stored thread is loaded now. */
  loaded(): void {
    this.#told = NOT_LOADED;
    this.publish();
  }

  /** Tells that the thread is not loaded for the moment. */
  reload(): void {
    this.#tell(NOT_LOADED);
  }

  /** Nobody has been told of the thread, so nobody is told that it goes. */
  withdraw(): void {
    this.#told = NOT_LOADED;
  }

  #tell(status: ThreadStatus): void {
    this.#told = status;
    const event = { type: 'threadStatusChanged', threadId: this.#threadId, status } as const;
    this.#sink.emit({ scope: 'all', event });
  }
}
