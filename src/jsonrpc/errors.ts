// The two errors of this layer: RpcError came over (or goes onto) the wire and has a numeric code;
// PeerError happened here and has a string code.

import { CodedError } from '../util/coded-error.js';
import type { ErrorObject } from './message.js';

/** Numeric codes of the protocol. */
export const RpcCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  overloaded: -32001,
} as const;

/** The answer to a request that finds the server full; the text is fixed by the protocol. */
export const OVERLOADED: ErrorObject = {
  code: RpcCode.overloaded,
  message: 'Server overloaded; retry later.',
};

/** An error reply: thrown by handlers to refuse, and by `Peer.request` when the other side refused. */
export class RpcError extends CodedError<number> {
  readonly data: unknown;
  /** The method that was refused, when known. */
  readonly method: string | undefined;

  constructor(code: number, message: string, options?: { data?: unknown; cause?: unknown; method?: string }) {
    super(code, message, options);
    this.data = options?.data;
    this.method = options?.method;
  }

  static from(error: ErrorObject, method?: string): RpcError {
    return new RpcError(error.code, error.message, { data: error.data, method });
  }

  /** What goes onto the wire; `data` is left out when there is none. */
  toErrorObject(): ErrorObject {
    return this.data === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, data: this.data };
  }
}

export type PeerErrorCode = 'timeout' | 'aborted' | 'closed';

/** A request that got no answer: time ran out, the caller gave up, or the connection ended. */
export class PeerError extends CodedError<PeerErrorCode> {
  /** The method that was left without an answer. */
  readonly method: string;

  constructor(code: PeerErrorCode, message: string, options: { method: string; cause?: unknown }) {
    super(code, message, options);
    this.method = options.method;
  }
}
