// `astc conform`: plays the conformance scenarios against a server and says where it differs from what is required.

import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  type Comparison,
  catalogue,
  compareWithBaseline,
  junitOf,
  progressBar,
  runScenarios,
  type Scenario,
  type Sums,
  selectScenarios,
  skippedInWords,
  sumsInWords,
  sumsOf,
  type Target,
  tapOf,
  textOf,
} from '../../conformance/index.js';
import { messageOf } from '../../util/coded-error.js';
import { stateDir } from '../../util/state-dir.js';
import { type CommandContext, defineCommand } from '../command.js';
import { baselineOf, targetOf } from '../conform/target-of.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import { writeReport } from '../junit.js';
import type { Verdict } from '../output/output.js';

interface Options {
  readonly list?: boolean;
  readonly all?: boolean;
  readonly baseline?: string;
  readonly tap?: boolean;
  readonly jobs?: string;
}

export const command = defineCommand<Options>({
  ownsJunit: true,
  define(command) {
    command
      .argument('[scenarios...]', 'ids, families, or patterns such as turns/*; all when left out')
      .option('--list', 'list the scenarios instead')
      .option('--all', 'also show what held, what is known and what was skipped')
      .option('--baseline <file>', 'known differences: a file, a name of this build, or none')
      .option('--tap', 'print TAP instead of text')
      .option('--jobs <n>', 'how many scenarios run at a time');
  },
  run: async (context, words, options) => {
    refuseDynamicTools(context);
    const scenarios = selected(words);
    if (options.list === true) return list(context, scenarios);
    const target = await targetOf(context);
    const baseline = baselineOf(target, options.baseline);
    const run = await play(context, target, scenarios, readJobs(options.jobs));
    const comparison = compareWithBaseline(run, baseline);
    report(context, target, comparison, options);
    // What was not played any more may differ as well.
    context.stopped.throwIfAborted();
    return verdictOf(target, comparison);
  },
});

function selected(words: readonly string[]): Scenario[] {
  try {
    return selectScenarios(catalogue, words);
  } catch (thrown) {
    throw new UsageError('bad_option', `${messageOf(thrown)} astc conform --list names them.`, {
      cause: thrown,
    });
  }
}

function list({ output }: CommandContext, scenarios: readonly Scenario[]): Verdict {
  for (const { id, requires, source, profiles = [] } of scenarios) {
    output.line(`${id}  ${requires}`);
    output.line(`    ${[...profiles.map((profile) => `only ${profile}`), source].join('; ')}`);
  }
  const listed = scenarios.map(({ id, requires, source, covers = [], profiles, on = ['stdio'] }) => ({
    id,
    requires,
    source,
    covers,
    profiles,
    on,
  }));
  return { code: ExitCode.ok, outcome: 'ok', result: { scenarios: listed } };
}

async function play(
  context: CommandContext,
  target: Target,
  scenarios: readonly Scenario[],
  jobs: number | undefined,
) {
  const { output, io, options, stopped } = context;
  // Not below the temporary directory: newer servers refuse a home there.
  const workDir = mkdtempSync(path.join(stateDir(io.env, 'conform'), 'run-'));
  let bar = progressBar(0, scenarios.length, 0);
  let failed = 0;
  output.waiting(() => `${target.name} ${bar}`);
  try {
    return await runScenarios({
      target,
      scenarios,
      workDir,
      jobs,
      patienceMs: options.timeoutMs,
      signal: stopped,
      onResult({ outcome }, done, all) {
        if (outcome === 'failed') failed += 1;
        bar = progressBar(done, all, failed);
      },
    });
  } finally {
    output.waiting(undefined);
    rmSync(workDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

function report(context: CommandContext, target: Target, comparison: Comparison, options: Options): void {
  const { output } = context;
  const { junit } = context.options;
  if (junit !== undefined) writeReport(junit, junitOf(comparison, target.name));
  if (options.tap === true) {
    for (const line of tapOf(comparison).trimEnd().split('\n')) output.line(line);
    return;
  }
  const command = `astc conform ${target.flags}`;
  const all = options.all === true;
  for (const line of textOf(comparison, { command, all })) output.line(line);
  if (!all) for (const line of skippedInWords(comparison)) output.line(line);
  output.line(`${target.name}: ${sumsInWords(sumsOf(comparison))}.`);
}

function verdictOf(target: Target, comparison: Comparison): Verdict {
  const sums = sumsOf(comparison);
  const isClean = sums.failed + sums.stale + sums.missing === 0;
  const cases = comparison.cases.map(
    ({ result: { transcript: _frames, root: _gone, ...result }, known }) => ({
      ...result,
      ...(known === undefined ? {} : { known }),
    }),
  );
  return {
    code: isClean ? ExitCode.ok : ExitCode.differences,
    outcome: isClean ? 'ok' : 'differences',
    message: isClean ? undefined : complaintAbout(target, sums),
    result: {
      target: target.name,
      profile: target.profile,
      sums,
      cases,
      stale: comparison.stale,
      unoffered: comparison.unoffered,
    },
  };
}

/** The sums are told already. */
function complaintAbout({ name, profile }: Target, { failed, missing }: Sums): string {
  return failed + missing > 0
    ? `${name} does not do all that is required of ${profile}.`
    : `The baseline of ${name} lists what it does right by now.`;
}

function readJobs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d?$/.test(text))
    throw new UsageError('bad_option', `--jobs ${text} is no number from 1 to 99.`);
  return Number(text);
}
