// Decides how the client answers what the server asks: one policy for all methods, or one for each. An
// unknown request is refused with an error, never fatal; every outcome is reported.

import { RpcCode } from '../jsonrpc/errors.js';
import type { Request, RequestId } from '../jsonrpc/message.js';
import type { Reply } from '../jsonrpc/peer.js';
import { messageOf } from '../util/coded-error.js';
import { textAt } from '../util/peek.js';
import { answerFor, type Decision, factFor, isAnswerable, refusalOf } from './server-request-answers.js';

/** A request of the server, as a policy sees it. */
export interface ServerRequest {
  readonly id: RequestId;
  readonly method: string;
  readonly params: unknown;
  readonly threadId: string | undefined;
  /** Aborts when somebody else has answered, or the connection is gone: stop asking. */
  readonly signal: AbortSignal;
}

/** `leave` sends no answer: somebody else shall. An object is the whole answer, or the error to answer with. */
export type PolicyAnswer =
  | Decision
  | 'leave'
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } };

export type Policy = Decision | 'leave' | ((request: ServerRequest) => PolicyAnswer | Promise<PolicyAnswer>);

/** One policy for everything, or one per method with `*` for the rest (`decline` if there is none). */
export type ServerRequestPolicy = Policy | { readonly [method: string]: Policy };

/** How a request of the server ended on our side. */
export interface ServerRequestReport {
  readonly id: RequestId;
  readonly method: string;
  readonly params: unknown;
  readonly threadId: string | undefined;
  /**
   * `answered`: with a whole result of the policy; `failed`: with an error of the policy; `unknown`: refused, for no
   * yes or no can answer this method; `resolved`: somebody else was faster.
   */
  readonly outcome: Decision | 'leave' | 'answered' | 'failed' | 'unknown' | 'resolved';
  /** Whether a fixed word decided, or a callback. */
  readonly decidedBy: 'word' | 'callback';
}

/** Answers the requests of one connection. */
export class ServerRequestDesk {
  #policy: ServerRequestPolicy;
  readonly #report: (report: ServerRequestReport) => void;
  readonly #open = new Map<RequestId, AbortController>();

  constructor(policy: ServerRequestPolicy, report: (report: ServerRequestReport) => void) {
    this.#policy = policy;
    this.#report = report;
  }

  /** Decides from the next request on. */
  setPolicy(policy: ServerRequestPolicy): void {
    this.#policy = policy;
  }

  /** A request that is still being decided and arrives again, as after a resume, is decided once. */
  take(request: Request, reply: Reply): void {
    if (this.#open.has(request.id)) return;
    const policy = this.#policyFor(request.method);
    if (typeof policy !== 'function') {
      this.#finish(request, reply, policy, 'word');
      return;
    }
    const controller = new AbortController();
    this.#open.set(request.id, controller);
    const asked = {
      id: request.id,
      method: request.method,
      params: request.params,
      threadId: textAt(request.params, 'threadId'),
      signal: controller.signal,
    };
    Promise.resolve(asked)
      .then(policy)
      .then(
        (answer) => this.#settle(request, () => this.#finish(request, reply, answer, 'callback')),
        (thrown: unknown) =>
          this.#settle(request, () => {
            reply.fail({ code: RpcCode.internalError, message: messageOf(thrown) });
            this.#tell(request, 'failed', 'callback');
          }),
      );
  }

  /** The server says that the request is settled, whoever did it. */
  resolved(id: RequestId): void {
    this.#open.get(id)?.abort();
  }

  /** The connection is gone: nobody needs an answer any more. */
  close(): void {
    for (const controller of this.#open.values()) controller.abort();
  }

  #settle(request: Request, finish: () => void): void {
    const wasResolved = this.#open.get(request.id)?.signal.aborted === true;
    this.#open.delete(request.id);
    if (wasResolved) this.#tell(request, 'resolved', 'callback');
    else finish();
  }

  #finish(request: Request, reply: Reply, answer: PolicyAnswer, decidedBy: 'word' | 'callback'): void {
    const fact =
      typeof answer === 'object' || answer === 'leave' ? undefined : factFor(request.method, answer);
    if (typeof answer === 'object') {
      const isError = 'error' in answer;
      if (isError) reply.fail(answer.error);
      else reply.succeed(answer.result);
      this.#tell(request, isError ? 'failed' : 'answered', decidedBy);
    } else if (answer === 'leave') {
      this.#tell(request, 'leave', decidedBy);
    } else if (isAnswerable(request.method)) {
      reply.succeed(answerFor(request.method, request.params, answer));
      this.#tell(request, answer, decidedBy);
    } else if (fact !== undefined) {
      reply.succeed(fact);
      this.#tell(request, answer, decidedBy);
    } else {
      const message = refusalOf(request.method) ?? `This client does not answer ${request.method}.`;
      reply.fail({ code: RpcCode.methodNotFound, message });
      this.#tell(request, 'unknown', decidedBy);
    }
  }

  #tell(request: Request, outcome: ServerRequestReport['outcome'], decidedBy: 'word' | 'callback'): void {
    const { id, method, params } = request;
    this.#report({ id, method, params, threadId: textAt(params, 'threadId'), outcome, decidedBy });
  }

  #policyFor(method: string): Policy {
    if (typeof this.#policy !== 'object') return this.#policy;
    if (Object.hasOwn(this.#policy, method)) return this.#policy[method] ?? 'decline';
    return this.#policy['*'] ?? 'decline';
  }
}
