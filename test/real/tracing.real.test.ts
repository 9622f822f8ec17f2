// The trace member on the wire, judged by the real servers: they continue what our client sends.
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/harness.js';
import { startCollector } from '../tracing/collector.js';
import { freshFolder, realBinary, type Version } from './support/target.js';

const versions: readonly Version[] = ['0.169.0', '0.118.0'];

describe.each(versions)('codex %s', (version) => {
  it('makes its spans children of those of our client', { timeout: 60_000 }, async () => {
    const home = freshFolder('tracing');
    const [ours, theirs] = [await startCollector(), await startCollector()];
    try {
      const exporter = `otel.trace_exporter={ otlp-http = { endpoint = "${theirs.endpoint}/v1/traces", protocol = "json" } }`;
      const argv = ['send-message', 'hello', '--codex-bin', realBinary(version), '--offline', '-c', exporter];
      const ran = await run([...argv, '--quiet'], {
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: ours.endpoint, HOME: home, XDG_STATE_HOME: home },
      });
      expect(ran).toMatchObject({ code: 0 });
      const root = ours.one('astc send-message');
      for (const method of ['initialize', 'thread/start', 'turn/start']) {
        const asked = ours.one(method);
        await expect
          .poll(() => theirs.spans.find(({ name }) => name === method), { timeout: 15_000 })
          .toMatchObject({ kind: 2, traceId: root.traceId, parentSpanId: asked.spanId });
      }
    } finally {
      await Promise.all([ours.close(), theirs.close()]);
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    }
  });
});
