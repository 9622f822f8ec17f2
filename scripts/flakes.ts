// npm run flakes: plays the conformance suite again and again, beside busy processes if wanted, and says which cases
// did not end alike in every run. Ours in both versions, or the codex that is named.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { baselineOf, embeddedTarget, executableTarget } from '../src/cli/conform/target-of.js';
import {
  catalogue,
  compareWithBaseline,
  nameOf,
  runScenarios,
  selectScenarios,
  type Target,
} from '../src/conformance/index.js';
import { profileNames } from '../src/protocol/index.js';

const USAGE = 'npm run flakes -- [--runs 20] [--busy 0] [--codex-bin PATH --baseline NAME] [SCENARIO…]';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '20' },
    busy: { type: 'string', default: '0' },
    'codex-bin': { type: 'string' },
    baseline: { type: 'string' },
  },
});
const [runs, busy] = [Number(values.runs), Number(values.busy)];
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(busy) || busy < 0 || busy > 16) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}

const base = path.resolve('.cache', 'conform');
mkdirSync(base, { recursive: true });
const workDir = mkdtempSync(path.join(base, 'flakes-'));
const scenarios = selectScenarios(catalogue, positionals);
const targets: Target[] =
  values['codex-bin'] === undefined
    ? await Promise.all(profileNames.map(embeddedTarget))
    : [await executableTarget(values['codex-bin'], undefined, { io: { env: process.env } })];
const load = Array.from({ length: busy }, loop);
let failures = 0;
try {
  for (let count = 1; count <= runs; count += 1) {
    for (const target of targets) await playOnce(target, count);
  }
} finally {
  for (const child of load) child.kill('SIGKILL');
  rmSync(workDir, { recursive: true, force: true, maxRetries: 5 });
}
process.stdout.write(`${runs} runs, ${failures} cases that were not as the baseline says\n`);
process.exit(failures === 0 ? 0 : 10);

async function playOnce(target: Target, count: number): Promise<void> {
  const started = performance.now();
  // Ours is in this process and slow only where it fails; a real one has a machine to share.
  const patienceMs = values['codex-bin'] === undefined ? 10_000 : 15_000;
  const run = await runScenarios({ target, scenarios, workDir, patienceMs });
  const { unlisted, stale } = compareWithBaseline(run, baselineOf(target, values.baseline));
  failures += unlisted.length + stale.length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `run ${count} of ${target.name}: ${seconds} s, ${run.results.length} cases, ${unlisted.length} unlisted, ${stale.length} stale\n`,
  );
  for (const { result } of unlisted)
    process.stdout.write(`  ${nameOf(result)}: ${result.problems[0]?.message ?? ''}\n`);
  for (const { scenario } of stale) process.stdout.write(`  ${scenario} no longer fails\n`);
}

/** Keeps a core busy, politely, and ends by itself should this process be killed. */
function loop(): ChildProcess {
  const code =
    'const p = process.ppid; const end = Date.now() + 3600e3; while (Date.now() < end) { for (let i = 0; i < 1e8; i++); if (process.ppid !== p) break; }';
  return spawn('nice', ['-n', '5', process.execPath, '-e', code], { stdio: 'ignore' });
}
