// The messages of JSON-RPC as this protocol writes them: without the `jsonrpc` member, ids kept exactly.
// The codec makes them from text; peers and sessions switch on `kind`.

/** Integers above 2^53 are bigints, all other integers numbers; so equal ids compare with `===`. */
export type RequestId = string | number | bigint;

/** W3C trace context that a request may carry beside its params. */
export interface TraceContext {
  readonly traceparent?: string | null;
  readonly tracestate?: string | null;
}

export interface Request {
  readonly kind: 'request';
  readonly id: RequestId;
  readonly method: string;
  /** `undefined` when the member is missing; `null` stays null. */
  readonly params: unknown;
  readonly trace?: TraceContext;
}

export interface Notification {
  readonly kind: 'notification';
  readonly method: string;
  readonly params: unknown;
  /** When the sender emitted it, in milliseconds since the epoch, if it says so. */
  readonly emittedAtMs?: number;
}

export interface ErrorObject {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export interface Success {
  readonly kind: 'success';
  readonly id: RequestId;
  readonly result: unknown;
}

interface Failure {
  readonly kind: 'failure';
  readonly id: RequestId;
  readonly error: ErrorObject;
}

/** A frame that is no message; `reason` is one clause for a log line, without the frame's content. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly reason: string;
}

export type Response = Success | Failure;
export type Message = Request | Notification | Response;
