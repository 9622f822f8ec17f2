// npm run bench: our app-server and the real ones side by side, with one client and one backend; prints a table.
// Exits 1 when a target is missed, unless --short.

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { startBackend } from './backend-process.js';
import { type Contender, contender } from './contender.js';
import { curvesOf } from './curve.js';
import { Homes } from './homes.js';
import { measures } from './measures/index.js';
import { type BenchOptions, readOptions, USAGE } from './options.js';
import { type Row, rowsOf, tableHead, tableLine } from './report.js';
import { runMeasure } from './runner.js';

const STOPPED = 130;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(STOPPED));
process.exitCode = await main();

async function main(): Promise<number> {
  let options: BenchOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (thrown) {
    process.stderr.write(`${messageOf(thrown)}\n${USAGE}\n`);
    return 2;
  }
  const { only } = options;
  const chosen = measures.filter(
    ({ name }) => only === undefined || name === only || name.startsWith(`${only}-`),
  );
  if (chosen.length === 0) {
    process.stderr.write(
      `There is no measure "${only}": choose from ${measures.map(({ name }) => name).join(', ')}.\n`,
    );
    return 2;
  }
  const contenders = availableContenders(options);
  if (contenders.length === 0) return 1;
  const rows = await benchmark(chosen, contenders, options);
  if (options.json !== undefined) writeFileSync(options.json, resultJson(rows, options));
  const curves = curvesOf(
    chosen,
    rows,
    contenders.map(({ name }) => name),
  );
  if (curves !== '') process.stdout.write(`\nHow it grows, each # doubles\n${curves}\n`);
  const missed = rows.filter(({ verdict }) => verdict === 'MISSED').length;
  const met = rows.filter(({ verdict }) => verdict === 'met').length;
  process.stdout.write(`${met} targets met, ${missed} missed\n`);
  return missed > 0 && !options.isShort ? 1 : 0;
}

// A server that cannot be had is left out with a word about it: the others still tell something.
function availableContenders({ contenders, cpuProfiles }: BenchOptions): Contender[] {
  const nodeArgs = cpuProfiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(cpuProfiles)}`];
  const available: Contender[] = [];
  for (const name of contenders) {
    try {
      available.push(contender(name, nodeArgs));
    } catch (thrown) {
      process.stderr.write(`Without ${name}: ${messageOf(thrown)}\n`);
    }
  }
  return available;
}

async function benchmark(
  chosen: typeof measures,
  contenders: readonly Contender[],
  { isShort, runs }: BenchOptions,
): Promise<Row[]> {
  const backend = await startBackend();
  const homes = new Homes(backend);
  process.once('exit', () => homes.removeAll());
  const names = contenders.map(({ name }) => name);
  const rows: Row[] = [];
  process.stdout.write(`${machine()}\n${tableHead(names)}\n`);
  try {
    for (const measure of chosen) {
      const outcomes = await runMeasure(measure, { contenders, homes, isShort, runs, onRun: progress });
      progress();
      const measured = rowsOf(measure, outcomes);
      rows.push(...measured);
      for (const row of measured) process.stdout.write(`${tableLine(row, names)}\n`);
      for (const [name, { failures }] of outcomes) {
        for (const failure of new Set(failures)) process.stdout.write(`  ${name}: ${failure}\n`);
      }
    }
  } finally {
    backend.stop();
  }
  return rows;
}

function progress(measure?: { name: string }, server?: { name: string }, run?: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(
    `\r\x1b[K${measure === undefined ? '' : `${measure.name}, ${server?.name}, run ${run}`}`,
  );
}

function machine(): string {
  return `${process.platform}-${process.arch}, ${availableParallelism()} cores, node ${process.version}; medians, only ratios hold`;
}

function resultJson(rows: readonly Row[], options: BenchOptions): string {
  return `${JSON.stringify({ takenAt: new Date().toISOString(), machine: machine(), options, rows }, null, 2)}\n`;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
