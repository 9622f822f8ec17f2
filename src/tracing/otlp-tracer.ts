// The tracer that sends its spans to a collector, by OTLP over HTTP. The OpenTelemetry packages are optional and slow
// to load, so they are loaded here, when tracing was asked for, and nowhere else.

import type { Context } from '@opentelemetry/api';
import type { TraceContext } from '../jsonrpc/message.js';
import type { AttributeValue, Tracer } from './tracer.js';

export interface OtlpOptions {
  /** Where spans are posted to, the path included. */
  readonly url: string;
  readonly serviceName: string;
  readonly serviceVersion: string;
}

export interface OtlpTracer extends Tracer {
  /** Sends what is left. Resolves with a sentence when spans were lost. Never rejects. */
  close(): Promise<string | undefined>;
}

/** How long the last spans may take, in milliseconds: a collector that is away must not keep a command. */
const LAST_EXPORT_MS = 3000;

/** How long one post may take, tries after a failed one included. */
const ONE_EXPORT_MS = 2500;

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

/** @throws what Node throws when a package is missing */
export async function openOtlpTracer({ url, serviceName, serviceVersion }: OtlpOptions): Promise<OtlpTracer> {
  const [api, { BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  let problem: string | undefined;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: ONE_EXPORT_MS });
  const noting: Pick<typeof exporter, 'export' | 'shutdown' | 'forceFlush'> = {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0) problem ??= result.error?.message ?? 'no reason was given';
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
  const { detectResources, envDetector, resourceFromAttributes, defaultResource } = resources;
  const service = { 'service.name': serviceName, 'service.version': serviceVersion };
  // What the environment says of the resource beats our own names.
  const resource = defaultResource()
    .merge(resourceFromAttributes(service))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(noting)] });
  const tracer = provider.getTracer(serviceName, serviceVersion);
  const kinds = {
    client: api.SpanKind.CLIENT,
    server: api.SpanKind.SERVER,
    internal: api.SpanKind.INTERNAL,
  };

  const contextOf = (parent: TraceContext | undefined): Context => {
    const [, traceId, spanId, flags] = TRACEPARENT.exec(parent?.traceparent ?? '') ?? [];
    if (traceId === undefined || spanId === undefined || flags === undefined) return api.ROOT_CONTEXT;
    const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
    if (!api.isSpanContextValid(spanContext)) return api.ROOT_CONTEXT;
    const state = parent?.tracestate;
    const traceState = typeof state === 'string' ? api.createTraceState(state) : undefined;
    return api.trace.setSpanContext(api.ROOT_CONTEXT, { ...spanContext, traceState });
  };

  return {
    start({ name, kind, parent, attributes = {} }) {
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], attributes: known(attributes) },
        contextOf(parent),
      );
      const { traceId, spanId, traceFlags, traceState } = span.spanContext();
      const tracestate = traceState?.serialize();
      return {
        context: {
          traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
          ...(tracestate ? { tracestate } : {}),
        },
        set: (more) => void span.setAttributes(known(more)),
        end(failure) {
          if (failure !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: failure });
          span.end();
        },
      };
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve(`no answer within ${LAST_EXPORT_MS / 1000} s`), LAST_EXPORT_MS);
      });
      const flushed = provider.shutdown().then(
        () => undefined,
        (thrown: unknown) => String(thrown),
      );
      const late = await Promise.race([flushed, tooLong]);
      clearTimeout(timer);
      const why = problem ?? late;
      return why === undefined ? undefined : `Spans could not be sent to ${url}: ${why}.`;
    },
  };
}

function known(
  attributes: Readonly<Record<string, AttributeValue | undefined>>,
): Record<string, AttributeValue> {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, AttributeValue>; // the undefined ones are gone
}
