// A connection to an app-server after the handshake: typed calls, notifications, turns, threads.

import type { Malformed, Response } from '../jsonrpc/message.js';
import type { Peer, RequestOptions } from '../jsonrpc/peer.js';
import type {
  ClientMethod,
  NotificationMethod,
  ParamsOf,
  ResultOf,
  ServerNotifications,
  UserInput,
} from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { Emitter, type Unsubscribe } from '../util/emitter.js';
import { textAt } from '../util/peek.js';
import { AsyncFeed } from './async-feed.js';
import { ClientError, fromPeer } from './errors.js';
import type { ServerInfo } from './handshake.js';
import type { Incoming } from './incoming.js';
import { JoinedThread, type ResumeResult } from './joined-thread.js';
import { Logins } from './login.js';
import type { ServerRequestPolicy, ServerRequestReport } from './server-request-policy.js';
import { TurnStream } from './turn-stream.js';

export interface CallOptions {
  /** Milliseconds to wait for the answer; the client's default otherwise. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TurnOptions extends CallOptions {
  /** Everything turn/start takes besides thread and input. */
  readonly params?: Omit<ParamsOf<'turn/start'>, 'threadId' | 'input'>;
}

/** A frame that could not be used; the connection lives on. */
export type Fault =
  | { readonly kind: 'malformed'; readonly reason: Malformed['reason']; readonly frame: string }
  | { readonly kind: 'unmatched'; readonly response: Response };

export interface ClientParts {
  readonly peer: Peer;
  readonly server: ServerInfo;
  readonly profile: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly turnTimeoutMs: number;
  readonly incoming: Emitter<Incoming>;
  readonly reports: Emitter<ServerRequestReport>;
  readonly setPolicy: (policy: ServerRequestPolicy) => void;
  readonly faults: Emitter<Fault>;
}

/** Made by `connect`. */
export class Client {
  /** What the server said about itself. */
  readonly server: ServerInfo;
  /** The known profile nearest to the server's version. */
  readonly profile: string;
  /** ChatGPT logins, in the browser or with a code. */
  readonly login: Logins;
  readonly #parts: ClientParts;
  readonly #ends = new Emitter<ClientError>();
  #end: ClientError | undefined;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.server = parts.server;
    this.profile = parts.profile;
    this.login = new Logins({
      ...this.#host(),
      clock: parts.clock,
      request: (method, params, options) => this.request(method, params, options),
    });
    void parts.peer.closed.then((why) => {
      this.#end = new ClientError('closed', why);
      this.#ends.emit(this.#end);
    });
  }

  /** Resolves with the reason, one sentence, when the connection has ended. Never rejects. */
  get closed(): Promise<string> {
    return this.#parts.peer.closed;
  }

  /**
   * Sends a request of any known method and waits for its result.
   * @throws RpcError when the server refuses; ClientError `timeout`, `aborted` or `closed`.
   */
  async call<M extends ClientMethod>(
    method: M,
    params: ParamsOf<M>,
    options: CallOptions = {},
  ): Promise<ResultOf<M>> {
    // The result is what the protocol promises; `./protocol` has validators for those who want proof.
    return (await this.request(method, params, options)) as ResultOf<M>;
  }

  /** Like `call`, for methods and shapes nobody has typed. */
  async request(method: string, params?: unknown, options: RequestOptions = {}): Promise<unknown> {
    try {
      return await this.#parts.peer.request(method, params, {
        ...options,
        timeoutMs: options.timeoutMs ?? this.#parts.timeoutMs,
      });
    } catch (thrown) {
      throw fromPeer(thrown);
    }
  }

  notify(method: string, params?: unknown): void {
    this.#parts.peer.notify(method, params);
  }

  /** Calls `handler` for every notification of one method. */
  on<M extends NotificationMethod>(
    method: M,
    handler: (params: ServerNotifications[M]) => void,
  ): Unsubscribe {
    return this.onNotification((incoming) => {
      // The params are what the protocol promises for this method.
      if (incoming.method === method) handler(incoming.params as ServerNotifications[M]);
    });
  }

  /** Calls `handler` for every notification, of unknown methods too, in the order of the wire. */
  onNotification(handler: (incoming: Incoming) => void): Unsubscribe {
    return this.#parts.incoming.on(handler);
  }

  /** Answers what the server asks from now on by this policy, in place of the one before. */
  onServerRequest(policy: ServerRequestPolicy): void {
    this.#parts.setPolicy(policy);
  }

  /** Calls `handler` once for each request of the server, when it is settled. */
  onServerRequestSettled(handler: (report: ServerRequestReport) => void): Unsubscribe {
    return this.#parts.reports.on(handler);
  }

  onFault(handler: (fault: Fault) => void): Unsubscribe {
    return this.#parts.faults.on(handler);
  }

  /**
   * Notifications from now on, of one thread if it is named. Ends when `signal` aborts.
   * @throws ClientError `closed` in the reader when the connection ends.
   */
  notifications(options: { threadId?: string; signal?: AbortSignal } = {}): AsyncIterable<Incoming> {
    const feed = new AsyncFeed<Incoming>();
    const { threadId, signal } = options;
    const undo = [
      this.onNotification((incoming) => {
        if (threadId === undefined || textAt(incoming.params, 'threadId') === threadId) feed.push(incoming);
      }),
      this.#onClosed((error) => feed.fail(error)),
    ];
    const stop = (): void => {
      for (const off of undo) off();
      feed.end();
    };
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
    return feed;
  }

  startThread(
    params: ParamsOf<'thread/start'> = {},
    options?: CallOptions,
  ): Promise<ResultOf<'thread/start'>> {
    return this.call('thread/start', params, options);
  }

  /** Resumes a thread and listens to it from the very snapshot on. @throws as `call` */
  async joinThread(
    threadId: string,
    params: Omit<ParamsOf<'thread/resume'>, 'threadId'> = {},
    options: CallOptions = {},
  ): Promise<JoinedThread> {
    let joined: JoinedThread | undefined;
    await this.request(
      'thread/resume',
      { ...params, threadId },
      {
        ...options,
        onResult: (result) => {
          if (textAt(result, 'thread', 'id') === undefined) return;
          joined = new JoinedThread(this.#host(), result as ResumeResult); // its thread was just checked
        },
      },
    );
    if (joined !== undefined) return joined;
    throw new ClientError('bad_answer', 'The answer to thread/resume names no thread.', {
      method: 'thread/resume',
    });
  }

  /** Starts a turn and follows it to its end. Never throws: the stream and its promises do. */
  turn(threadId: string, input: string | readonly UserInput[], options: TurnOptions = {}): TurnStream {
    const params = {
      ...options.params,
      threadId,
      input: typeof input === 'string' ? textInput(input) : [...input],
    };
    const host = {
      ...this.#host(),
      clock: this.#parts.clock,
      startTurn: (onResult: (result: unknown) => void) => this.request('turn/start', params, { onResult }),
      interruptTurn: async (turnId: string): Promise<void> => {
        await this.call('turn/interrupt', { threadId, turnId });
      },
    };
    const timeoutMs = options.timeoutMs ?? this.#parts.turnTimeoutMs;
    return new TurnStream(host, { threadId, timeoutMs, signal: options.signal });
  }

  /** Ends the connection; everything that waits is rejected with `closed`. */
  close(why?: string): Promise<void> {
    return this.#parts.peer.close(why);
  }

  #host() {
    return {
      onIncoming: (listener: (incoming: Incoming) => void) => this.onNotification(listener),
      onClosed: (listener: (error: ClientError) => void) => this.#onClosed(listener),
    };
  }

  #onClosed(listener: (error: ClientError) => void): Unsubscribe {
    if (this.#end !== undefined) listener(this.#end);
    return this.#ends.on(listener);
  }
}

/** One text as the input of a turn. */
export function textInput(text: string): UserInput[] {
  return [{ type: 'text', text, text_elements: [] }];
}
