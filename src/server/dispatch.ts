// The main path of a request, top to bottom: decode → session → gate → handler → answer. Every request that
// comes in here is answered exactly once, whatever happens.

import { DomainError } from '../domain/errors.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { ErrorObject, Request } from '../jsonrpc/message.js';
import { gateOf, gateRefusal, type Profile } from '../protocol/index.js';
import { messageOf } from '../util/coded-error.js';
import { concurrencyOf } from './concurrent.js';
import type { Connection } from './connection.js';
import { toErrorAnswer } from './error-map.js';
import type { Logger } from './logger.js';
import { isReply } from './reply.js';
import type { RequestContext } from './room.js';
import type { HandshakeContext } from './rooms/initialize.js';
import type { Wire } from './wire.js';

/** A handler whose params were decoded for exactly its method. */
export type AnyHandler = (params: unknown, context: RequestContext & HandshakeContext) => unknown;

/** Handlers by method. A method without one is as unknown as one that no version has. */
export interface MethodHandlers {
  has(method: string): boolean;
  /** A promise of one that has to be loaded first. */
  get(method: string): AnyHandler | Promise<AnyHandler> | undefined;
}

export interface DispatcherParts {
  readonly profile: Profile;
  readonly logger: Logger;
  readonly wire: Wire;
  readonly handlers: MethodHandlers;
}

export class Dispatcher {
  readonly #parts: DispatcherParts;
  /** What an unknown method is told: the methods that are answered here, in the version's own order. */
  readonly #knownMethods: string;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    const known = parts.profile.clientMethods.filter((method) => parts.handlers.has(method));
    this.#knownMethods = known.map((method) => `\`${method}\``).join(', ');
  }

  /**
   * Handles one request. A promise means that the next one has to wait until it resolves; it never rejects. Of a
   * concurrent handler the answer may come even later.
   */
  handle(request: Request, connection: Connection): void | Promise<void> {
    const { method } = request;
    try {
      const params = this.#decode(request);
      const admission = connection.admit(method === 'initialize');
      if (admission === 'drop') return undefined;
      if (admission !== 'run') throw invalid(SESSION_REFUSALS[admission]);
      this.#checkGate(method, params, connection);
      const begin = (handler: AnyHandler): void | Promise<void> => {
        const run = (): void | Promise<void> =>
          this.#run(request, connection, () => handler(params, connection.context(method, request.id)));
        const concurrency = concurrencyOf(handler);
        return concurrency === undefined ? run() : connection.runBeside(concurrency.lane, run);
      };
      const handler = this.#parts.handlers.get(method) ?? this.#throwUnknown(method);
      if (!(handler instanceof Promise)) return begin(handler);
      return handler.then(begin).catch((thrown: unknown) => this.#refuse(request, connection, thrown));
    } catch (thrown) {
      return this.#refuse(request, connection, thrown);
    }
  }

  #run(request: Request, connection: Connection, call: () => unknown): void | Promise<void> {
    try {
      const outcome = call();
      if (!(outcome instanceof Promise)) return this.#answer(request, connection, outcome);
      return outcome.then(
        (settled: unknown) => this.#answer(request, connection, settled),
        (thrown: unknown) => this.#refuse(request, connection, thrown),
      );
    } catch (thrown) {
      return this.#refuse(request, connection, thrown);
    }
  }

  #decode({ method, params }: Request): unknown {
    const isKnown = this.#parts.handlers.has(method) && this.#parts.profile.methodInfo(method) !== undefined;
    if (!isKnown) this.#throwUnknown(method);
    const decoded = this.#parts.wire.decode(method, params);
    if ('problem' in decoded) throw invalid(`Invalid request: ${decoded.problem}`);
    return decoded.params;
  }

  #throwUnknown(method: string): never {
    const problem = `unknown variant \`${method}\`, expected one of ${this.#knownMethods}`;
    throw invalid(`Invalid request: ${problem}`);
  }

  #checkGate(method: string, params: unknown, connection: Connection): void {
    if (method === 'initialize' || connection.negotiated?.experimentalApi) return;
    const gate = gateOf(this.#parts.profile, method, params);
    if (gate !== null) throw invalid(gateRefusal(gate));
  }

  #answer(request: Request, connection: Connection, outcome: unknown): void {
    let after: (() => void) | undefined;
    try {
      // From the result to the enqueuing nothing may happen in between: a joiner's snapshot would grow old.
      const result = isReply(outcome) ? outcome.build() : outcome;
      connection.succeed(request.id, this.#trimmed(request.method, result));
      if (isReply(outcome)) after = outcome.after;
    } catch (thrown) {
      this.#refuse(request, connection, thrown);
      return;
    }
    try {
      after?.();
    } catch (thrown) {
      // The answer is out; all that is left is to tell whoever runs the server.
      this.#logDefect(request.method, thrown);
    }
  }

  #trimmed(method: string, result: unknown): unknown {
    const trimmed = this.#parts.wire.trim('clientResults', method)(result);
    if (trimmed !== null) return trimmed;
    const { name } = this.#parts.profile;
    throw new RpcError(RpcCode.internalError, `codex ${name} has no words for this answer to ${method}`);
  }

  #refuse(request: Request, connection: Connection, thrown: unknown): void {
    if (request.method === 'initialize') connection.abandonHandshake();
    connection.fail(request.id, this.#errorOf(request.method, thrown));
  }

  #errorOf(method: string, thrown: unknown): ErrorObject {
    if (thrown instanceof RpcError) return thrown.toErrorObject();
    if (thrown instanceof DomainError) {
      return toErrorAnswer(thrown.failure, { method, quirks: this.#parts.profile.quirks });
    }
    this.#logDefect(method, thrown);
    return { code: RpcCode.internalError, message: messageOf(thrown) };
  }

  #logDefect(method: string, thrown: unknown): void {
    const detail = thrown instanceof Error ? thrown.stack : String(thrown);
    this.#parts.logger.log('error', 'A request handler failed in a way nobody planned.', { method, detail });
  }
}

const SESSION_REFUSALS = {
  notInitialized: 'Not initialized',
  alreadyInitialized: 'Already initialized',
} as const;

function invalid(message: string): RpcError {
  return new RpcError(RpcCode.invalidRequest, message);
}
