// Follows one turn from turn/start to its end. Tolerates what servers really do: news before the reply, text
// of items that were never announced, a turn merged into one that is already running.

import type { Turn, TurnError } from '../protocol/index.js';
import type { Cancel, Clock } from '../util/clock.js';
import { type Deferred, deferred } from '../util/deferred.js';
import type { Unsubscribe } from '../util/emitter.js';
import { textAt } from '../util/peek.js';
import { AsyncFeed } from './async-feed.js';
import { ClientError } from './errors.js';
import type { Incoming } from './incoming.js';
import { readTurnEvent, type TurnEvent } from './turn-events.js';
import { TurnView } from './turn-view.js';

/** How a turn ended. */
export interface TurnOutcome {
  readonly threadId: string;
  readonly turnId: string;
  readonly status: 'completed' | 'interrupted' | 'failed';
  readonly error: TurnError | null;
  /** The last agent message. */
  readonly text: string;
  readonly view: TurnView;
}

/** What a stream needs of its client. */
export interface TurnHost {
  readonly clock: Clock;
  onIncoming(listener: (incoming: Incoming) => void): Unsubscribe;
  onClosed(listener: (error: ClientError) => void): Unsubscribe;
  /** Sends turn/start; `onResult` is called before any later frame is looked at. */
  startTurn(onResult: (result: unknown) => void): Promise<unknown>;
  interruptTurn(turnId: string): Promise<void>;
}

export interface TurnStreamOptions {
  readonly threadId: string;
  /** From now to the end of the turn; the turn itself is left running when it is over. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The events of one turn, for one reader, and its outcome. */
export class TurnStream implements AsyncIterable<TurnEvent> {
  readonly threadId: string;
  readonly #host: TurnHost;
  readonly #feed = new AsyncFeed<TurnEvent>();
  readonly #accepted: Deferred<string> = deferred();
  readonly #running: Deferred<void> = deferred();
  readonly #completed: Deferred<TurnOutcome> = deferred();
  readonly #undo: (Unsubscribe | Cancel)[] = [];
  #early: Incoming[] = [];
  #view: TurnView | undefined;
  #hasStarted = false;

  constructor(host: TurnHost, options: TurnStreamOptions) {
    this.threadId = options.threadId;
    this.#host = host;
    // A reader may use only one of the three; the others must not count as unhandled.
    for (const promise of [this.#accepted.promise, this.#running.promise, this.#completed.promise]) {
      promise.catch(() => {});
    }
    this.#undo.push(
      host.onIncoming((incoming) => this.#receive(incoming)),
      host.onClosed((error) => this.#fail(error)),
      host.clock.setTimeout(() => this.#fail(this.#tooLate(options.timeoutMs)), options.timeoutMs),
    );
    this.#watch(options.signal);
    host.startTurn((result) => this.#accept(result)).catch((error: unknown) => this.#fail(error));
  }

  /** The id of the turn, once the server has accepted it. @throws RpcError when it refuses. */
  get accepted(): Promise<string> {
    return this.#accepted.promise;
  }

  /**
   * How the turn ended, failed and interrupted turns included.
   * @throws RpcError when turn/start is refused; ClientError when the end was never heard of.
   */
  get completed(): Promise<TurnOutcome> {
    return this.#completed.promise;
  }

  /** The turn so far; undefined until it is accepted. */
  get view(): TurnView | undefined {
    return this.#view;
  }

  /** Asks the server to stop the turn, as soon as it runs. Resolves when it says it has. */
  async interrupt(): Promise<void> {
    await this.#running.promise;
    if (this.#completed.isSettled || this.#view === undefined) return;
    await this.#host.interruptTurn(this.#view.id);
  }

  [Symbol.asyncIterator](): AsyncIterator<TurnEvent, void, undefined> {
    return this.#feed[Symbol.asyncIterator]();
  }

  #accept(result: unknown): void {
    const turnId = textAt(result, 'turn', 'id');
    if (turnId === undefined) {
      const message = 'The answer to turn/start names no turn.';
      this.#fail(new ClientError('bad_answer', message, { method: 'turn/start' }));
      return;
    }
    this.#view = new TurnView(turnId);
    this.#accepted.resolve(turnId);
    const early = this.#early;
    this.#early = [];
    // What came before the reply can be of this turn, but says nothing about where the input went.
    for (const incoming of early) this.#follow(incoming, false);
  }

  #receive(incoming: Incoming): void {
    if (textAt(incoming.params, 'threadId') !== this.threadId) return;
    if (this.#view === undefined) this.#early.push(incoming);
    else this.#follow(incoming, true);
  }

  #follow(incoming: Incoming, mayAdopt: boolean): void {
    if (isThreadGone(incoming)) {
      this.#fail(new ClientError('thread_closed', 'The server closed the thread before its turn ended.'));
      return;
    }
    const event = readTurnEvent(incoming.method, incoming.params);
    if (event === undefined || this.#view === undefined) return;
    if (event.turnId !== this.#view.id) {
      if (!mayAdopt || this.#hasStarted || !showsMergedInput(event)) return;
      this.#view = new TurnView(event.turnId);
    }
    this.#view.apply(event);
    this.#feed.push(event);
    if (event.type === 'turnCompleted') this.#finish(event.turn);
    else if (event.type === 'error' && !event.willRetry && !this.#hasStarted) {
      // Input that the server accepts and then cannot use: no turn will start, and none will end.
      this.#finish({ status: 'failed', error: event.error });
    } else {
      this.#hasStarted = true;
      this.#running.resolve();
    }
  }

  #finish(end: Pick<Turn, 'status' | 'error'>): void {
    const view = this.#view;
    if (view === undefined) return;
    this.#release();
    this.#feed.end();
    this.#completed.resolve({
      threadId: this.threadId,
      turnId: view.id,
      status: end.status === 'inProgress' ? 'completed' : end.status,
      error: end.error ?? null,
      text: view.text,
      view,
    });
    this.#running.resolve();
  }

  #fail(error: unknown): void {
    this.#release();
    this.#feed.fail(error);
    this.#accepted.reject(error);
    this.#completed.reject(error);
    this.#running.resolve();
  }

  #tooLate(timeoutMs: number): ClientError {
    const what = this.#view === undefined ? 'turn/start got no answer' : 'The turn did not end';
    return new ClientError('timeout', `${what} within ${timeoutMs / 1000} s.`, { method: 'turn/start' });
  }

  #watch(signal: AbortSignal | undefined): void {
    if (signal === undefined) return;
    const onAbort = (): void =>
      this.#fail(new ClientError('aborted', 'The turn is no longer followed.', { cause: signal.reason }));
    if (signal.aborted) onAbort();
    else {
      signal.addEventListener('abort', onAbort, { once: true });
      this.#undo.push(() => signal.removeEventListener('abort', onAbort));
    }
  }

  #release(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}

/** A turn that is already running took our input in: its user message appears there, or it ends. */
function showsMergedInput(event: TurnEvent): boolean {
  return (
    event.type === 'turnCompleted' || (event.type === 'itemStarted' && event.item.type === 'userMessage')
  );
}

function isThreadGone({ method, params }: Incoming): boolean {
  if (method === 'thread/closed') return true;
  return method === 'thread/status/changed' && textAt(params, 'status', 'type') === 'notLoaded';
}
