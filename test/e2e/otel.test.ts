import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Collector, startCollector } from '../tracing/collector.js';
import { ASTC, World } from './binary.js';

const ASTC_CODEX = path.join(path.dirname(ASTC), 'astc-codex.js');
const WITHOUT_PACKAGES = `--import=${pathToFileURL(path.join(import.meta.dirname, 'fixtures', 'without-otel.mjs')).href}`;

describe('spans of processes', () => {
  let world: World;
  let collector: Collector;
  beforeEach(async () => {
    world = new World();
    collector = await startCollector();
  });
  afterEach(async () => {
    world.destroy();
    await collector.close();
  });

  it('lead from the command into the server that it talks to', { timeout: 30_000 }, async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const argv = ['send-message', 'hello', '--codex-bin', ASTC_CODEX, '--quiet'];
    expect(await world.run(argv, env)).toMatchObject({ code: 0, stderr: '' });
    const asked = collector.one('turn/start', 'astc');
    const served = collector.one('turn/start', 'astc-app-server');
    expect(served).toMatchObject({ parentSpanId: asked.spanId, traceId: asked.traceId });
    expect(collector.one('turn', 'astc-app-server').parentSpanId).toBe(served.spanId);
  });

  it('need packages that --otel asks for, and that the environment alone does not', {
    timeout: 30_000,
  }, async () => {
    const env = { NODE_OPTIONS: WITHOUT_PACKAGES };
    const argv = ['model-list', '--embedded', '--quiet'];
    expect(await world.run([...argv, '--otel'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npm install @opentelemetry/api'),
    });
    const asked = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    expect(await world.run(argv, asked)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('No spans are sent.'),
    });
    expect(await world.run(argv, env)).toMatchObject({ code: 0, stderr: '' });
  });
});
