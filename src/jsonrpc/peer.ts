// One end of a conversation: sends requests and notifications over a channel, and hands what comes in
// to its handlers. Both sides of the protocol are peers; who may ask what is decided above.

import { type Clock, systemClock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { deferred } from '../util/deferred.js';
import type { FrameChannel } from './channel.js';
import { decode, encodeFailure, encodeNotification, encodeRequest, encodeSuccess } from './codec.js';
import { RpcCode, RpcError } from './errors.js';
import type {
  ErrorObject,
  Malformed,
  Notification,
  Request,
  RequestId,
  Response,
  TraceContext,
} from './message.js';
import { closed, type PendingOptions, PendingRequests } from './pending.js';

export interface RequestOptions extends PendingOptions {
  readonly trace?: TraceContext;
  /** Used instead of the next integer. It must not be in flight. */
  readonly id?: RequestId;
}

/** The answer to one request. The first call counts, later ones return false and send nothing. */
export interface Reply {
  readonly isSent: boolean;
  succeed(result: unknown): boolean;
  fail(error: ErrorObject): boolean;
}

export interface PeerOptions {
  readonly clock?: Clock;
  /** Default for requests that name no time-out of their own; without it they wait for ever. */
  readonly timeoutMs?: number;
  /** First id of the sequence; 1 by default. */
  readonly firstId?: number;
}

type RequestHandler = (request: Request, reply: Reply) => void;

/** A symmetric JSON-RPC peer. Handlers may be set at any time, each replaces the one before. */
export class Peer {
  readonly #channel: FrameChannel;
  readonly #pending: PendingRequests;
  readonly #timeoutMs: number | undefined;
  readonly #closed = deferred<string>();
  #nextId: number;
  #closeMessage: string | undefined;
  #onRequest: RequestHandler = refuseUnknown;
  #onNotification: (notification: Notification) => void = ignore;
  #onUnmatched: (response: Response) => void = ignore;
  #onMalformed: (malformed: Malformed, frame: string) => void = ignore;

  constructor(channel: FrameChannel, options: PeerOptions = {}) {
    this.#channel = channel;
    this.#pending = new PendingRequests(options.clock ?? systemClock);
    this.#timeoutMs = options.timeoutMs;
    this.#nextId = options.firstId ?? 1;
    channel.onClose((reason) => this.#end(reason.message));
    channel.onFrame((frame) => this.#receive(frame));
  }

  /** How many requests wait for an answer. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  get isClosed(): boolean {
    return this.#closeMessage !== undefined;
  }

  /** Resolves with the reason, one sentence, when the connection has ended. Never rejects. */
  get closed(): Promise<string> {
    return this.#closed.promise;
  }

  /**
   * Sends a request and waits for its result.
   * @throws RpcError when the other side refuses; PeerError `timeout`, `aborted` or `closed`.
   */
  request(method: string, params?: unknown, options: RequestOptions = {}): Promise<unknown> {
    if (this.#closeMessage !== undefined) return Promise.reject(closed(method, this.#closeMessage));
    const id = options.id ?? this.#nextId++;
    // Encoded first: what cannot be encoded must not be waited for.
    const frame = encodeRequest(id, method, params, options.trace);
    const timeoutMs = options.timeoutMs ?? this.#timeoutMs;
    const answer = this.#pending.add(id, method, {
      timeoutMs,
      signal: options.signal,
      onResult: options.onResult,
    });
    if (this.#pending.has(id)) this.#channel.send(frame);
    return answer;
  }

  /** Sends a notification; false means that unsent bytes are piling up. */
  notify(method: string, params?: unknown): boolean {
    return this.#channel.send(encodeNotification(method, params));
  }

  /** Without a handler every request is refused with `methodNotFound`. A handler may answer later. */
  onRequest(handler: RequestHandler): void {
    this.#onRequest = handler;
  }

  onNotification(handler: (notification: Notification) => void): void {
    this.#onNotification = handler;
  }

  /** Responses to requests nobody waits for: late, repeated, or with an unknown id. */
  onUnmatched(handler: (response: Response) => void): void {
    this.#onUnmatched = handler;
  }

  onMalformed(handler: (malformed: Malformed, frame: string) => void): void {
    this.#onMalformed = handler;
  }

  /** Ends the connection; what waits for an answer is rejected with `closed`. */
  close(why?: string): Promise<void> {
    return this.#channel.close(why);
  }

  #receive(frame: string): void {
    const message = decode(frame);
    switch (message.kind) {
      case 'success':
      case 'failure':
        if (!this.#pending.settle(message)) this.#onUnmatched(message);
        return;
      case 'notification':
        this.#onNotification(message);
        return;
      case 'request':
        this.#onRequest(message, this.#replyTo(message.id));
        return;
      case 'malformed':
        this.#onMalformed(message, frame);
    }
  }

  #replyTo(id: RequestId): Reply {
    let isSent = false;
    const send = (frame: () => string): boolean => {
      if (isSent || this.isClosed) return false;
      isSent = true;
      this.#channel.send(frame());
      return true;
    };
    return {
      get isSent() {
        return isSent;
      },
      succeed: (result) => send(() => encodeSuccess(id, result)),
      fail: (error) => send(() => encodeFailure(id, error)),
    };
  }

  #end(message: string): void {
    this.#closeMessage = message;
    this.#pending.closeAll(message);
    this.#closed.resolve(message);
  }
}

/**
 * Makes a request handler of a function that returns the result, or throws: an RpcError is sent as it
 * is, anything else as an internal error with its message.
 */
export function answering(handle: (request: Request) => unknown): RequestHandler {
  return (request, reply) => {
    Promise.resolve(request)
      .then(handle)
      .then(
        (result) => reply.succeed(result),
        (thrown: unknown) => reply.fail(toErrorObject(thrown)),
      );
  };
}

/** What a thrown value looks like on the wire. */
export function toErrorObject(thrown: unknown): ErrorObject {
  if (thrown instanceof RpcError) return thrown.toErrorObject();
  return { code: RpcCode.internalError, message: messageOf(thrown) };
}

function refuseUnknown(request: Request, reply: Reply): void {
  reply.fail({ code: RpcCode.methodNotFound, message: `Nothing here answers ${request.method}.` });
}

function ignore(): void {}
