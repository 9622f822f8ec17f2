// Spans for those who want them, by `--otel` or by the environment; for others nothing is loaded.

import { tracesUrl } from '../tracing/endpoint.js';
import type { Tracing } from '../tracing/index.js';
import { UsageError } from './errors.js';
import { VERSION } from './version.js';

export interface SpansWish {
  /** `--otel`; the environment may ask for spans too. */
  readonly isAsked: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (sentence: string) => void;
}

/** Undefined when nobody wants spans, or they cannot be had. @throws UsageError when `--otel` cannot be obeyed */
export async function wantedTracing(
  serviceName: string,
  { isAsked, env, warn }: SpansWish,
): Promise<Tracing | undefined> {
  const url = tracesUrl(env, isAsked);
  if (url === undefined) return undefined;
  const { openTracing, TracingError } = await import('../tracing/index.js');
  try {
    return await openTracing({ url, serviceName, serviceVersion: VERSION });
  } catch (thrown) {
    if (!(thrown instanceof TracingError)) throw thrown;
    if (isAsked) throw new UsageError('bad_option', thrown.message);
    // An environment made for other programs is no reason not to go on.
    warn(`${thrown.message} No spans are sent.`);
    return undefined;
  }
}
