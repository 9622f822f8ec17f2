// Runs one command to its verdict: reads the global options, makes its output, turns what it throws into a
// sentence. Loaded only when there is a command to run, or something to say about the command line.

import type { AnyCommand } from './command.js';
import { ExitCode } from './exit-codes.js';
import { type GivenOptions, readGlobalOptions } from './global-options.js';
import type { CliIo } from './io.js';
import { createOutput } from './output/create-output.js';
import type { Output, Verdict } from './output/output.js';
import { Redactor } from './output/redact.js';
import { STOPPED, verdictOf } from './verdict.js';

export interface Call {
  readonly global: GivenOptions;
  readonly own: object;
  readonly args: readonly string[];
  readonly io: CliIo;
  readonly stopped: AbortSignal;
}

/** Never throws. */
export async function runCommand(command: AnyCommand, call: Call): Promise<ExitCode> {
  const { io, stopped, args, own } = call;
  const redactor = new Redactor();
  let output: Output | undefined;
  let verdict: Verdict;
  try {
    const options = readGlobalOptions(call.global);
    const { frames: style = 'short', showsHistory = false } = command;
    output = createOutput(io, { options, style, showsHistory, redactor });
    verdict = await command.run({ io, options, output, redactor, stopped }, args, own);
  } catch (thrown) {
    verdict = stopped.aborted ? STOPPED : verdictOf(thrown);
    if (io.env.ASTC_DEBUG !== undefined && thrown instanceof Error) io.stderr.write(`${thrown.stack}\n`);
  }
  output ??= plainOutput(io, call.global.json === true, redactor);
  if (command.ownsOutput !== true || verdict.code !== ExitCode.ok) output.verdict(verdict);
  return verdict.code;
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
