// What tracing needs of whoever keeps the spans. The only implementation that leaves the process is otlp-tracer.ts.

import type { TraceContext } from '../jsonrpc/message.js';

export type AttributeValue = string | number | boolean;

export interface SpanStart {
  readonly name: string;
  /** `client` asks somebody, `server` answers somebody, `internal` is work that goes on. */
  readonly kind: 'client' | 'server' | 'internal';
  /** Without one the span begins a trace. A context that cannot be read is none. */
  readonly parent?: TraceContext | undefined;
  readonly attributes?: Readonly<Record<string, AttributeValue | undefined>>;
}

export interface Span {
  /** What a child, here or on the other side, names as its parent. */
  readonly context: TraceContext;
  set(attributes: Readonly<Record<string, AttributeValue | undefined>>): void;
  /** Ends it once; with a sentence it has failed. */
  end(problem?: string): void;
}

export interface Tracer {
  start(start: SpanStart): Span;
}
