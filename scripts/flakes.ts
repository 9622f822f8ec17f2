// npm run flakes: plays the conformance suite again and again, beside busy processes if wanted, and says in one last
// line whether every run was as the baseline says, with exit code 10 when it was not. Ours in both versions, or the
// codex that is named.
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

const USAGE =
  'npm run flakes -- [--runs 20] [--busy 0] [--minutes 60] [--codex-bin PATH --baseline NAME] [SCENARIO…]';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '20' },
    busy: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '60' },
    'codex-bin': { type: 'string' },
    baseline: { type: 'string' },
  },
});
const [runs, busy, minutes] = [Number(values.runs), Number(values.busy), Number(values.minutes)];
const isWrong = !Number.isInteger(runs) || runs < 1 || !Number.isInteger(busy) || busy < 0 || busy > 16;
if (isWrong || !(minutes > 0)) {
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
const began = performance.now();
const end = began + minutes * 60_000;
/** By case and target: how often it was not as the baseline says, and how at first. */
const odd = new Map<string, { count: number; readonly how: string }>();
let played = 0;
let steady = 0;
try {
  for (let count = 1; count <= runs; count += 1) {
    for (const target of targets) {
      if (performance.now() > end) break;
      if (await isSteady(target, count)) steady += 1;
      played += 1;
    }
  }
} finally {
  for (const child of load) child.kill('SIGKILL');
  rmSync(workDir, { recursive: true, force: true, maxRetries: 5 });
}
for (const [what, { count, how }] of odd) process.stdout.write(`  ${count}× ${what}: ${how}\n`);
const wanted = runs * targets.length;
const took = `${((performance.now() - began) / 60_000).toFixed(1)} min`;
const isGood = steady === wanted;
const cut = played < wanted ? `, ${wanted - played} not played within ${minutes} min` : '';
process.stdout.write(
  `${isGood ? 'STEADY' : 'NOT STEADY'}: ${steady} of ${wanted} runs were as their baseline says${cut} (${took}).\n`,
);
process.exit(isGood ? 0 : 10);

async function isSteady(target: Target, count: number): Promise<boolean> {
  const started = performance.now();
  // Ours is in this process and slow only where it fails; a real one has a machine to share.
  const patienceMs = values['codex-bin'] === undefined ? 10_000 : 15_000;
  const run = await runScenarios({ target, scenarios, workDir, patienceMs });
  const { unlisted, stale } = compareWithBaseline(run, baselineOf(target, values.baseline));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `run ${count} of ${target.name}: ${seconds} s, ${run.results.length} cases, ${unlisted.length} unlisted, ${stale.length} stale\n`,
  );
  const tell = (name: string, how: string): void => {
    const what = `${name} of ${target.name}`;
    odd.set(what, { count: (odd.get(what)?.count ?? 0) + 1, how: odd.get(what)?.how ?? how });
    process.stdout.write(`  ${name}: ${how}\n`);
  };
  for (const { result } of unlisted) tell(nameOf(result), result.problems[0]?.message ?? '');
  for (const { scenario } of stale) tell(scenario, 'no longer fails');
  return unlisted.length + stale.length === 0;
}

/** Keeps a core busy, politely, and ends by itself should this process be killed. */
function loop(): ChildProcess {
  const code =
    'const p = process.ppid; const end = Date.now() + 3600e3; while (Date.now() < end) { for (let i = 0; i < 1e8; i++); if (process.ppid !== p) break; }';
  return spawn('nice', ['-n', '5', process.execPath, '-e', code], { stdio: 'ignore' });
}
