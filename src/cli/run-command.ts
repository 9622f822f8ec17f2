// Runs one command to its verdict: reads the global options, makes its output, turns what it throws into a
// sentence. Loaded only when there is a command to run, or something to say about the command line.

import type { AnyCommand, CommandEntry } from './command.js';
import { CommandTracing } from './command-tracing.js';
import { type Conclusion, conclude } from './conclude.js';
import { ExitCode } from './exit-codes.js';
import { type Expectation, readExpectation } from './expectations.js';
import { type GivenOptions, readGlobalOptions } from './global-options.js';
import type { CliIo } from './io.js';
import { Journal } from './journal.js';
import { prepareReport, writeJunit } from './junit.js';
import { createOutput } from './output/create-output.js';
import type { Output, Verdict } from './output/output.js';
import { Redactor } from './output/redact.js';
import { summaryLines } from './summary.js';
import { STOPPED, verdictOf } from './verdict.js';

export interface Call {
  readonly name: string;
  readonly global: GivenOptions;
  readonly own: object;
  readonly args: readonly string[];
  readonly io: CliIo;
  readonly commands: readonly CommandEntry[];
  readonly stopped: AbortSignal;
}

/** Never throws. */
export async function runCommand(command: AnyCommand, call: Call): Promise<ExitCode> {
  const { io, commands, stopped, args, own } = call;
  const journal = new Journal(() => io.clock.now());
  let expected: readonly Expectation[] = [];
  const redactor = new Redactor();
  let output: Output | undefined;
  let verdict: Verdict;
  let tracing: CommandTracing | undefined;
  try {
    const options = readGlobalOptions(call.global);
    expected = (options.expect ?? []).map(readExpectation);
    if (options.junit !== undefined) prepareReport(options.junit);
    const { frames: style = 'short', showsHistory = false } = command;
    output = createOutput(io, { options, style, showsHistory, redactor });
    const said = output;
    const warn = (sentence: string): void => said.warn(sentence);
    tracing = new CommandTracing({ name: call.name, isAsked: options.otel, env: io.env, warn });
    const context = { io, commands, options, output, redactor, journal, tracing, stopped };
    verdict = await command.run(context, args, own);
  } catch (thrown) {
    verdict = stopped.aborted ? STOPPED : verdictOf(thrown);
    if (io.env.ASTC_DEBUG !== undefined && thrown instanceof Error) io.stderr.write(`${thrown.stack}\n`);
  }
  output ??= plainOutput(io, call.global.json === true, redactor);
  const end = conclude(verdict, journal, expected);
  const reported = command.ownsJunit === true && verdict.result !== undefined;
  verdict = reported ? end.verdict : report(call, journal, end);
  await tracing?.close(verdict.code === ExitCode.ok ? undefined : (verdict.message ?? verdict.outcome));
  if (command.ownsOutput === true && verdict.code === ExitCode.ok) return verdict.code;
  // Scripts get it in the verdict.
  if (call.global.json !== true) for (const line of summaryLines(journal)) output.note(line);
  output.verdict(verdict);
  return verdict.code;
}

/** Writes the report that was asked for; a report that cannot be written is the verdict. */
function report(
  { name, global }: Call,
  { elapsedMs }: Journal,
  { verdict, expectations }: Conclusion,
): Verdict {
  if (global.junit === undefined) return verdict;
  try {
    writeJunit(global.junit, { name, elapsedMs, verdict, expectations });
    return verdict;
  } catch (thrown) {
    return verdictOf(thrown);
  }
}

/** The exit code when the command line itself was the end. Commander has already said what there is to say. */
export function codeOfUsage(thrown: unknown, argv: readonly string[], io: CliIo): ExitCode {
  const commander = readCommanderError(thrown);
  const verdict =
    commander === undefined
      ? verdictOf(thrown)
      : { code: ExitCode.usage, outcome: 'usage', message: commander.message.replace(/^error: /, '') };
  const isJson = argv.includes('--json');
  if (isJson || commander === undefined) plainOutput(io, isJson, new Redactor()).verdict(verdict);
  return verdict.code;
}

/** Told by its code: the class itself belongs to the part that parses. */
function readCommanderError(thrown: unknown): Error | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return undefined;
  return thrown.code.startsWith('commander.') ? thrown : undefined;
}

function plainOutput(io: CliIo, json: boolean, redactor: Redactor): Output {
  const options = { json, quiet: json, raw: false };
  return createOutput(io, { options, style: 'short', showsHistory: false, redactor });
}
