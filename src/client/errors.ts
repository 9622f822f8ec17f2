// What can go wrong on the client's own side of a connection. A refusal by the server is an RpcError.

import { PeerError } from '../jsonrpc/errors.js';
import { CodedError } from '../util/coded-error.js';

/**
 * - `closed`: the connection ended before the answer or the end of the turn came
 * - `timeout`: neither came in time
 * - `aborted`: the caller gave up
 * - `bad_answer`: the server answered, but not with what the protocol promises
 * - `thread_closed`: the server unloaded the thread in the middle of its turn
 */
export type ClientErrorCode = 'closed' | 'timeout' | 'aborted' | 'bad_answer' | 'thread_closed';

export class ClientError extends CodedError<ClientErrorCode> {
  /** The request that was waited for, when it was one. */
  readonly method: string | undefined;

  constructor(code: ClientErrorCode, message: string, options?: { cause?: unknown; method?: string }) {
    super(code, message, options);
    this.method = options?.method;
  }
}

/** Turns what the peer throws into what this layer throws; anything else stays as it is. */
export function fromPeer(thrown: unknown): unknown {
  if (!(thrown instanceof PeerError)) return thrown;
  return new ClientError(thrown.code, thrown.message, { cause: thrown, method: thrown.method });
}
