import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAppServer } from '../../src/server/index.js';
import { openTracing } from '../../src/tracing/index.js';
import { type Collector, startCollector } from '../tracing/collector.js';
import { against, run } from './harness.js';

describe('astc --otel', () => {
  let collector: Collector;
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.close());

  it('sends one trace of command, requests, turn and items, continued by our server', {
    timeout: 30_000,
  }, async () => {
    const serving = await openTracing({
      url: `${collector.endpoint}/v1/traces`,
      serviceName: 'the server',
    });
    const server = createAppServer({
      script: { replies: [{ text: 'Done.' }] },
      wrapTransport: serving.server,
    });
    try {
      const { url } = await server.listen('ws://127.0.0.1:0');
      const argv = ['send-message', 'hello', '--url', url, '--quiet'];
      const ran = await run(argv, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } });
      expect(ran).toMatchObject({ code: 0, stderr: '' });
    } finally {
      await server.close();
      expect(await serving.close()).toBeUndefined();
    }
    const root = collector.one('astc send-message');
    expect(root).toMatchObject({ service: 'astc', parentSpanId: undefined, kind: 1 });
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]));
    for (const method of ['initialize', 'thread/start', 'turn/start']) {
      const asked = collector.one(method, 'astc');
      expect(asked).toMatchObject({
        kind: 3,
        parentSpanId: root.spanId,
        attributes: { 'rpc.method': method },
      });
      expect(collector.one(method, 'the server')).toMatchObject({ kind: 2, parentSpanId: asked.spanId });
    }
    for (const service of ['astc', 'the server']) {
      const turn = collector.one('turn', service);
      expect(turn.parentSpanId).toBe(collector.one('turn/start', service).spanId);
      expect(collector.one('item agentMessage', service).parentSpanId).toBe(turn.spanId);
      expect(collector.one('item userMessage', service).parentSpanId).toBe(turn.spanId);
    }
  });

  it('is a part of the trace it is called from', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { server } = await against(
      { 'model/list': () => ({ data: [], nextCursor: null }) },
      ['model-list'],
      {
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
          TRACEPARENT: traceparent,
          TRACESTATE: 'vendor=1',
        },
      },
    );
    const root = collector.one('astc model-list');
    expect(root).toMatchObject({ traceId: traceparent.slice(3, 35), parentSpanId: 'b7ad6b7169203331' });
    const { spanId } = collector.one('model/list');
    expect(server?.requests).toContainEqual(
      expect.objectContaining({
        method: 'model/list',
        trace: { traceparent: `00-${root.traceId}-${spanId}-01`, tracestate: 'vendor=1' },
      }),
    );
  });

  it('sends no context when nobody wants spans', async () => {
    const { server } = await against(
      { 'model/list': () => ({ data: [], nextCursor: null }) },
      ['model-list'],
      {
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_SDK_DISABLED: 'true' },
      },
    );
    expect(server?.requests.filter(({ trace }) => trace !== undefined)).toEqual([]);
    expect(collector.spans).toEqual([]);
  });

  it('marks the command that failed', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const { code } = await against({}, ['model-list'], { env });
    expect(code).toBe(1);
    expect(collector.one('astc model-list')).toMatchObject({
      status: 2,
      message: expect.stringContaining('refused model/list'),
    });
    expect(collector.one('model/list')).toMatchObject({ status: 2 });
  });
});

describe('a collector that does not take spans', () => {
  it('costs a warning, and nothing else', async () => {
    const collector = await startCollector(404);
    try {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
      const answer = { 'model/list': () => ({ data: [], nextCursor: null }) };
      const ran = await against(answer, ['model-list', '--quiet'], { env });
      expect(ran).toMatchObject({
        code: 0,
        stderr: expect.stringContaining(`Spans could not be sent to ${collector.endpoint}/v1/traces: `),
      });
    } finally {
      await collector.close();
    }
  });

  it('is a wrong call when it is no address', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' };
    const ran = await against({}, ['model-list', '--otel'], { env });
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('http or https URL') });
  });
});
