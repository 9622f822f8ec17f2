// Load on the real servers: by `astc load`, and by the Artillery engine in Artillery's real runner.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { numberAt } from '../../src/util/peek.js';
import { run as astc } from '../cli/harness.js';
import { type Listening, listenReal } from './support/listening.js';
import { freshFolder, realBinary, type Version } from './support/target.js';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '..', '..');
const versions: readonly Version[] = ['0.169.0', '0.118.0'];
const yes = { replies: [{ when: { kind: 'turn' }, text: 'Yes.' }] } as const;

interface Totals {
  readonly counters: Readonly<Record<string, number>>;
  /** How often each duration was measured. */
  readonly timed: Readonly<Record<string, number>>;
}

describe.each(versions)('codex %s', (version) => {
  let server: Listening;
  /** Where Artillery finds its engine by name, as npm would have put it there. */
  let modules: string;
  beforeAll(async () => {
    server = await listenReal(version, yes);
    modules = path.join(freshFolder('artillery'), 'node_modules');
    mkdirSync(modules);
    symlinkSync(ROOT, path.join(modules, 'app-server-test-client'));
    const engine = 'artillery-engine-app-server';
    symlinkSync(path.join(ROOT, engine), path.join(modules, engine));
  });
  afterAll(async () => {
    rmSync(path.dirname(modules), { recursive: true, force: true });
    await server.close();
  });

  const loaded = async (argv: readonly string[]): Promise<void> => {
    const home = freshFolder('load');
    const own = ['--connections', '2', '--threads', '2', '--duration', '1', '--json', '--quiet'];
    const ran = await astc(['load', ...argv, ...own], { env: { HOME: home, XDG_STATE_HOME: home } });
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    const { result } = ran.json().at(-1) ?? {};
    expect(result).toMatchObject({ latencies: { connect: { count: 2 } }, overloaded: 0, errors: {} });
    expect(numberAt(result, 'latencies', 'turn', 'count')).toBeGreaterThanOrEqual(4);
    expect(ran.code).toBe(0);
  };

  it('takes the load of astc where it listens', () => loaded(['--url', server.url]));

  it('takes the load of astc that has started it', () =>
    loaded(['--codex-bin', realBinary(version), '--offline']));

  it('takes the load of Artillery, in the scenario of our example', async () => {
    const script = parse(readFileSync(path.join(ROOT, 'examples', 'artillery.yml'), 'utf8'));
    script.config.target = server.url;
    script.config.phases = [{ duration: 1, arrivalRate: 3 }];
    const [, loop] = script.scenarios[0].flow;
    loop.loop[1].think = '10ms';
    const runner = path.join(import.meta.dirname, 'support', 'run-artillery.cjs');
    const { stdout } = await run(process.execPath, [runner, JSON.stringify(script)], {
      env: { ...process.env, NODE_PATH: modules },
      timeout: 50_000,
    });
    expect(stdout.match(/the first turn of [\da-f-]+ is completed/g)).toHaveLength(3);
    const totals = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Totals;
    expect(totals.counters).toMatchObject({ 'vusers.completed': 3, 'vusers.failed': 0 });
    expect(totals.counters).toMatchObject({ 'app_server.turns': 9, 'app_server.calls': 6 });
    expect(totals.timed).toMatchObject({ 'app_server.turn': 9, 'app_server.first_delta': 9 });
  });
});
