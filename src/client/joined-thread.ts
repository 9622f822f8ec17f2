// A thread this connection has joined: the snapshot, and everything that came after it, nothing twice.

import type { ResultOf, Thread } from '../protocol/index.js';
import type { Unsubscribe } from '../util/emitter.js';
import { textAt } from '../util/peek.js';
import { AsyncFeed } from './async-feed.js';
import type { ClientError } from './errors.js';
import type { Incoming } from './incoming.js';
import { ThreadView } from './thread-view.js';

export type ResumeResult = ResultOf<'thread/resume'>;

export interface JoinHost {
  onIncoming(listener: (incoming: Incoming) => void): Unsubscribe;
  onClosed(listener: (error: ClientError) => void): Unsubscribe;
}

/** News of one thread after its snapshot, for one reader. Ends with `close`, fails with the connection. */
export class JoinedThread implements AsyncIterable<Incoming> {
  readonly result: ResumeResult;
  readonly #view: ThreadView;
  readonly #feed = new AsyncFeed<Incoming>();
  readonly #undo: Unsubscribe[];

  /** Must be made in the same step in which the answer to thread/resume is seen. */
  constructor(host: JoinHost, result: ResumeResult) {
    this.result = result;
    this.#view = new ThreadView(result.thread);
    this.#undo = [
      host.onIncoming((incoming) => {
        if (textAt(incoming.params, 'threadId') !== this.threadId) return;
        this.#view.apply(incoming.method, incoming.params);
        this.#feed.push(incoming);
      }),
      host.onClosed((error) => this.#feed.fail(error)),
    ];
  }

  get threadId(): string {
    return this.result.thread.id;
  }

  /** The thread as it was when this connection joined. */
  get snapshot(): Thread {
    return this.result.thread;
  }

  /** The thread as it is now: it runs ahead of a reader that still has events to read. */
  get view(): ThreadView {
    return this.#view;
  }

  [Symbol.asyncIterator](): AsyncIterator<Incoming, void, undefined> {
    return this.#feed[Symbol.asyncIterator]();
  }

  /** Stops listening here; the server is not told. */
  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#feed.end();
  }
}
