// The door of tracing: spans of conversations with an app-server, for either side. Loads OpenTelemetry when opened.

import type { TraceContext } from '../jsonrpc/message.js';
import type { Transport } from '../transport/contract.js';
import { CodedError, messageOf } from '../util/coded-error.js';
import { canParseUrl } from '../util/url.js';
import { openOtlpTracer } from './otlp-tracer.js';
import { traced } from './traced-transport.js';
import type { Tracer } from './tracer.js';
import { TurnSpans } from './turn-spans.js';

export { tracesUrl } from './endpoint.js';
export type { Span, SpanStart, Tracer } from './tracer.js';

/**
 * - `packages_missing`: the OpenTelemetry packages, optional ones, are not installed
 * - `bad_endpoint`: the collector's address is no http or https URL
 */
export class TracingError extends CodedError<'packages_missing' | 'bad_endpoint'> {}

export interface TracingOptions {
  /** Where spans are posted to by OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** Who sends them, unless OTEL_SERVICE_NAME says otherwise. */
  readonly serviceName: string;
  readonly serviceVersion?: string | undefined;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** The client's end of a connection, with spans, and their context in every request. */
  client<T extends Transport>(transport: T, parent?: TraceContext): T;
  /** A server's end of each of its connections, with spans that continue the clients'. */
  server<T extends Transport>(transport: T): T;
  /** Ends what is open and sends what is left. Resolves with a sentence when spans were lost. Never rejects. */
  close(): Promise<string | undefined>;
}

/** @throws TracingError */
export async function openTracing(options: TracingOptions): Promise<Tracing> {
  const { url, serviceName, serviceVersion = '0' } = options;
  if (!/^https?:$/.test(canParseUrl(url) ? new URL(url).protocol : '')) {
    throw new TracingError(
      'bad_endpoint',
      `Spans cannot be sent to ${url}: the collector's address has to be an http or https URL.`,
    );
  }
  const otlp = await openOtlpTracer({ url, serviceName, serviceVersion }).catch((thrown: unknown) => {
    throw asTracingError(thrown);
  });
  return tracingWith(otlp, () => otlp.close());
}

/** Tracing with a tracer of one's own, such as one that keeps the spans of a test. */
export function tracingWith(tracer: Tracer, send: () => Promise<string | undefined>): Tracing {
  const served = new TurnSpans(tracer);
  return {
    tracer,
    client: (transport, parent) =>
      traced(transport, { role: 'client', tracer, turns: new TurnSpans(tracer), parent }),
    server: (transport) => traced(transport, { role: 'server', tracer, turns: served }),
    close() {
      served.close('the server ended');
      return send();
    },
  };
}

function asTracingError(thrown: unknown): unknown {
  const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND';
  if (!isMissing) return thrown;
  return new TracingError(
    'packages_missing',
    'Tracing needs the OpenTelemetry packages, which are not installed: run npm install @opentelemetry/api @opentelemetry/resources @opentelemetry/sdk-trace-base @opentelemetry/exporter-trace-otlp-http beside this package.',
    { cause: messageOf(thrown) },
  );
}
