// `astc load`: many connections, threads and turns from this machine, and what they took.

import { connect as shakeHands } from '../../client/index.js';
import { type CommandContext, defineCommand } from '../command.js';
import { openUrl } from '../connect.js';
import { resolveEndpoint } from '../endpoint.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import { listeningServer } from '../listening-server.js';
import { latencyTable } from '../load/latencies.js';
import { type LoadPlan, LoadRun } from '../load/run-load.js';
import type { Verdict } from '../output/output.js';
import { STOPPED } from '../verdict.js';

interface Options {
  readonly connections: string;
  readonly threads: string;
  readonly rate?: string;
  readonly duration: string;
  readonly text: string;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .option('--connections <number>', 'how many connections', '10')
      .option('--threads <number>', 'how many threads on each, with one turn at a time', '1')
      .option('--rate <number>', 'turns a second over all threads; as many as go, without')
      .option('--duration <seconds>', 'how long turns are started', '10')
      .option('--text <message>', 'what each turn says', 'hello')
      .addHelpText(
        'after',
        `
The server is one that listens (--url), a codex that this command starts (--codex-bin, --offline for a scripted model),
or our own inside this process (--embedded, which shares its processor with the load).

  $ astc load --connections 50 --threads 2 --rate 20 --duration 30
  $ astc load --codex-bin /path/to/codex --offline --connections 4 --duration 5 --json

Exit codes: 0 every turn completed, 1 something failed or was refused, 4 no connection, 130 stopped (the table comes all
the same).`,
      );
  },
  run: async (context, _args, options) => {
    const plan = planOf(options, context.options.timeoutMs);
    const endpoint = resolveEndpoint(context.options, context.io.env);
    context.output.waiting('starting the server');
    const server = await listeningServer(endpoint, context, {
      name: 'load',
      isScripted: false,
      isTraced: false,
    });
    try {
      return await drive(server.url, plan, context);
    } finally {
      await server.close();
    }
  },
});

async function drive(url: string, plan: LoadPlan, context: CommandContext): Promise<Verdict> {
  const { io, output, stopped, options } = context;
  const { timeoutMs, profile } = options;
  const run = new LoadRun(plan, {
    clock: io.clock,
    stopped,
    connect: async () =>
      shakeHands(await openUrl(url, context), {
        profile,
        clock: io.clock,
        signal: stopped,
        ...(timeoutMs === undefined ? {} : { timeoutMs, turnTimeoutMs: timeoutMs }),
      }),
  });
  output.waiting(() => run.progress);
  await run.run();
  output.waiting(undefined);
  return reported(run, { output, isStopped: stopped.aborted });
}

function reported(
  run: LoadRun,
  { output, isStopped }: { output: { line(text: string): void }; isStopped: boolean },
): Verdict {
  const latencies = {
    connect: run.connecting.summary,
    'turn/start': run.accepting.summary,
    turn: run.turns.summary,
  };
  for (const line of latencyTable(latencies)) output.line(line);
  const perSecond = run.elapsedMs === 0 ? 0 : (run.turns.count / run.elapsedMs) * 1000;
  output.line(
    `${perSecond.toFixed(1)} turns a second, ${run.errorCount} errors, ${run.overloaded} refused with -32001`,
  );
  for (const [words, count] of run.errors) output.line(`${String(count).padStart(6)} × ${words}`);
  const errors = Object.fromEntries(run.errors);
  const result = { latencies, perSecond, overloaded: run.overloaded, errors };
  if (isStopped) return { ...STOPPED, result };
  const bad = run.errorCount + run.overloaded;
  if (run.connecting.count === 0)
    return {
      code: ExitCode.unreachable,
      outcome: 'unreachable',
      message: 'No connection could be opened.',
      result,
    };
  if (bad === 0) return { code: ExitCode.ok, outcome: 'ok', result };
  return {
    code: ExitCode.refused,
    outcome: 'errors',
    message: `${bad} turns or calls did not succeed.`,
    result,
  };
}

/** @throws UsageError `bad_option` */
function planOf(options: Options, timeoutMs = 30_000): LoadPlan {
  return {
    connections: positive('--connections', options.connections),
    threads: positive('--threads', options.threads),
    rate: options.rate === undefined ? undefined : positive('--rate', options.rate, false),
    durationMs: positive('--duration', options.duration, false) * 1000,
    text: options.text,
    graceMs: timeoutMs,
  };
}

function positive(name: string, text: string, isWhole = true): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number) && (!isWhole || Number.isInteger(number))) return number;
  throw new UsageError('bad_option', `${name} ${text} is no ${isWhole ? 'whole ' : ''}number above zero.`);
}
