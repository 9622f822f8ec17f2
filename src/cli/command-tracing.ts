// The spans of one command: opened by the first connection it makes, so that a command without one loads nothing.

import type { Tracing } from '../tracing/index.js';
import type { Span } from '../tracing/tracer.js';
import { type SpansWish, wantedTracing } from './wanted-tracing.js';

export interface TracingWish extends SpansWish {
  /** Of the command; the span that holds all others is named after it. */
  readonly name: string;
}

export interface OpenCommandTracing {
  readonly tracing: Tracing;
  readonly root: Span;
}

export class CommandTracing {
  readonly #wish: TracingWish;
  #opening: Promise<OpenCommandTracing | undefined> | undefined;

  constructor(wish: TracingWish) {
    this.#wish = wish;
  }

  /** Undefined when nobody wants spans, or they cannot be had. @throws UsageError when `--otel` cannot be obeyed */
  open(): Promise<OpenCommandTracing | undefined> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Sends what is left; with a sentence the command has failed. Never rejects. */
  async close(problem: string | undefined): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    if (opened === undefined) return;
    opened.root.end(problem);
    const lost = await opened.tracing.close();
    if (lost !== undefined) this.#wish.warn(lost);
  }

  async #open(): Promise<OpenCommandTracing | undefined> {
    const { name, env } = this.#wish;
    const tracing = await wantedTracing('astc', this.#wish);
    if (tracing === undefined) return undefined;
    // Whoever calls from a trace of their own, as CI does, says so like this.
    const parent = { traceparent: env.TRACEPARENT, tracestate: env.TRACESTATE };
    return { tracing, root: tracing.tracer.start({ name: `astc ${name}`, kind: 'internal', parent }) };
  }
}
