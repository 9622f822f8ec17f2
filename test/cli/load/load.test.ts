import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Latencies, latencyTable } from '../../../src/cli/load/latencies.js';
import { type AppServer, createAppServer } from '../../../src/server/index.js';
import { numberAt } from '../../../src/util/peek.js';
import { run } from '../harness.js';

describe('latencies', () => {
  it('come to percentiles that are values which were measured', () => {
    const latencies = new Latencies();
    for (let ms = 100; ms >= 1; ms -= 1) latencies.add(ms);
    expect(latencies.summary).toEqual({ count: 100, p50: 50, p90: 90, p99: 99, max: 100 });
  });

  it('are told apart from none at all', () => {
    expect(new Latencies().summary).toEqual({ count: 0, p50: null, p90: null, p99: null, max: null });
    expect(latencyTable({ turn: new Latencies().summary })[1]).toBe(
      `turn                   0${'         -'.repeat(4)}`,
    );
  });
});

describe('astc load', () => {
  let server: AppServer;
  const start = async (faults: readonly string[] = []): Promise<string> => {
    server = createAppServer({ script: { replies: [{ when: { kind: 'turn' }, text: 'Yes.' }] }, faults });
    return (await server.listen('ws://127.0.0.1:0')).url;
  };
  beforeEach(() => {
    server = createAppServer();
  });
  afterEach(() => server.close());

  it('drives every connection and thread, and reports what turns took', async () => {
    const url = await start();
    const { code, json } = await run([
      'load',
      '--url',
      url,
      '--connections',
      '3',
      '--threads',
      '2',
      '--duration',
      '0.3',
      '--json',
      '--quiet',
    ]);
    expect(code).toBe(0);
    const { result } = json().at(-1) ?? {};
    expect(result).toMatchObject({ latencies: { connect: { count: 3 } }, errors: {}, overloaded: 0 });
    expect(server.received.paramsOf('thread/start')).toHaveLength(6);
    const count = numberAt(result, 'latencies', 'turn', 'count');
    expect(count).toBe(server.received.paramsOf('turn/start').length);
    expect(count).toBeGreaterThanOrEqual(6);
    expect(numberAt(result, 'latencies', 'turn', 'max')).toBeGreaterThan(0);
  });

  it('starts no more turns than the rate allows', async () => {
    const url = await start();
    await run(['load', '--url', url, '--connections', '2', '--rate', '10', '--duration', '0.5']);
    expect(server.received.paramsOf('turn/start').length).toBeLessThanOrEqual(6);
    expect(server.received.paramsOf('turn/start').length).toBeGreaterThanOrEqual(2);
  });

  it('counts refusals for overload apart from other errors', async () => {
    const url = await start(['overload:method=turn/start']);
    const { code, stdout } = await run(['load', '--url', url, '--connections', '1', '--duration', '0.2']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/0 errors, [1-9]\d* refused with -32001/);
  });

  it('fills the queue of a server, and counts what that refuses', { timeout: 30_000 }, async () => {
    server = createAppServer({
      script: { replies: [{ when: { kind: 'turn' }, text: 'Yes.' }] },
      limits: { ingress: { maxCount: 3, maxBytes: 1024 * 1024 } },
    });
    const { url } = await server.listen('ws://127.0.0.1:0');
    const load = ['--connections', '1', '--threads', '20', '--duration', '0.2', '--json', '--quiet'];
    const { code, json } = await run(['load', '--url', url, ...load]);
    const { result } = json().at(-1) ?? {};
    expect(code).toBe(1);
    expect(result).toMatchObject({ errors: {} });
    expect(numberAt(result, 'overloaded')).toBeGreaterThan(0);
    // Whoever was let in is served to the end.
    expect(numberAt(result, 'latencies', 'turn', 'count')).toBeGreaterThan(0);
  });

  it('says that nothing listens', async () => {
    const ran = await run(['load', '--url', 'ws://127.0.0.1:9', '--duration', '0.1']);
    expect(ran).toMatchObject({ code: 4, stdout: expect.stringContaining('nothing listens there') });
  });

  it('starts our own server for itself when it is told to', { timeout: 30_000 }, async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'astc-load-'));
    const argv = ['load', '--embedded', '--connections', '2', '--duration', '0.2'];
    const { code, stdout } = await run(argv, { env: { HOME: home, XDG_STATE_HOME: home } });
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^turn +[1-9]\d* /m)]);
  });

  it('prints the table when it is stopped, and does not wait for turns that hang', async () => {
    const url = await start(['drop:method=turn/completed,every=1']);
    const stop = new AbortController();
    const ran = run(['load', '--url', url, '--connections', '1', '--duration', '60'], {
      signal: stop.signal,
    });
    await expect.poll(() => server.received.paramsOf('turn/start').length, { timeout: 8000 }).toBe(1);
    stop.abort();
    const { code, stdout } = await ran;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^connect +1 .*\n.*\nturn +0 /m);
    expect(stdout).toContain('0 errors');
  });

  it('gives up turns that do not end, and says so', async () => {
    const url = await start(['drop:method=turn/completed,every=1']);
    const argv = ['load', '--url', url, '--connections', '1', '--duration', '0.1', '--timeout', '1'];
    const { code, stdout } = await run(argv);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/1 errors/)]);
  });

  it('shows while it runs how long turns take', async () => {
    const url = await start();
    const argv = ['load', '--url', url, '--connections', '1', '--duration', '1.5'];
    const { stderr } = await run(argv, { isTTY: true });
    expect(stderr).toMatch(
      /\d s left, \d+ turns, p50 \d+ p90 \d+ p99 \d+ ms, 0 errors, 0 refused with -32001/,
    );
  });

  it.each([
    [['load', '--connections', '0'], '--connections 0 is no whole number above zero.'],
    [['load', '--rate', 'fast'], '--rate fast is no number above zero.'],
    [['load', '--url', 'http://127.0.0.1:1'], 'http://127.0.0.1:1'],
  ])('refuses %j', async (argv, message) => {
    expect(await run(argv)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
