// A collector of spans on loopback: takes OTLP over HTTP as JSON and keeps what it is sent.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { at, listAt, textAt } from '../../src/util/peek.js';

interface SeenSpan {
  readonly service: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** 2 is an error. */
  readonly status: number;
  readonly message: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  readonly spans: readonly SeenSpan[];
  /** The one span of this name, and of this service where it is given. */
  one(name: string, service?: string): SeenSpan;
  close(): Promise<void>;
}

export async function startCollector(status = 200): Promise<Collector> {
  const spans: SeenSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces' && status === 200)
        spans.push(...readSpans(JSON.parse(Buffer.concat(chunks).toString())));
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    spans,
    one(name, service) {
      const found = spans.filter((span) => span.name === name && (service ?? span.service) === span.service);
      if (found.length !== 1 || found[0] === undefined)
        throw new Error(
          `${found.length} spans "${name}" among ${spans.map((span) => `${span.service}: ${span.name}`).join(', ')}`,
        );
      return found[0];
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function readSpans(body: unknown): SeenSpan[] {
  return listAt(body, 'resourceSpans').flatMap((group) => {
    const service = String(attributesOf(at(group, 'resource'))['service.name']);
    return listAt(group, 'scopeSpans')
      .flatMap((scope) => listAt(scope, 'spans'))
      .map((span) => ({
        service,
        name: textAt(span, 'name') ?? '',
        kind: Number(at(span, 'kind')),
        traceId: textAt(span, 'traceId') ?? '',
        spanId: textAt(span, 'spanId') ?? '',
        parentSpanId: textAt(span, 'parentSpanId') || undefined,
        status: Number(at(span, 'status', 'code') ?? 0),
        message: textAt(span, 'status', 'message'),
        attributes: attributesOf(span),
      }));
  });
}

function attributesOf(holder: unknown): Record<string, unknown> {
  return Object.fromEntries(
    listAt(holder, 'attributes').map((attribute) => {
      const value = at(attribute, 'value');
      const plain = at(value, 'stringValue') ?? at(value, 'intValue') ?? at(value, 'boolValue');
      return [textAt(attribute, 'key') ?? '', plain];
    }),
  );
}
