// Parses the command line, loads the one command that is meant, runs it, and gives the exit code.

import { Command, CommanderError } from 'commander';
import type { AnyCommand } from './command.js';
import { type CommandEntry, commands } from './commands/index.js';
import { ExitCode } from './exit-codes.js';
import { addGlobalOptions, readGlobalOptions } from './global-options.js';
import type { CliIo } from './io.js';
import { createOutput } from './output/create-output.js';
import type { Output, Verdict } from './output/output.js';
import { Redactor } from './output/redact.js';
import { STOPPED, verdictOf } from './verdict.js';
import { VERSION } from './version.js';

const EXAMPLES = `
Start here:
  $ astc serve                          an app-server of our own, with a scripted model
  $ astc send-message-v2 "hello"        one turn on it
  $ astc thread-list                    what it remembers

Exit codes: 0 done, 1 refused, 2 usage, 3 login failed, 4 server unreachable or lost, 5 turn failed,
6 turn interrupted, 7 timeout, 8 a request of the server went unanswered, 9 protocol violation,
10 differences found, 130 stopped`;

/** Runs one command line, without the names of node and script. Never throws. */
export async function runProgram(
  argv: readonly string[],
  io: CliIo,
  stopped: AbortSignal,
): Promise<ExitCode> {
  let code: ExitCode = ExitCode.usage;
  const program = new Command('astc')
    .description('Test bench for the Codex app-server protocol.')
    .usage('[options] <command> [arguments]')
    .version(VERSION, '-V, --version')
    .helpOption('-h, --help', 'help for astc, or for a command')
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .exitOverride();
  addGlobalOptions(program);
  for (const entry of commands) addCommand(program, entry);
  program.hook('preSubcommand', async (_program, subcommand) => {
    const entry = commands.find(({ name }) => name === subcommand.name());
    if (entry === undefined) return;
    const command = await entry.load();
    command.define?.(subcommand);
    subcommand.action(async (...handed: unknown[]) => {
      const args = handed.slice(0, -2).map(String);
      code = await runCommand(command, { program, args, options: subcommand.opts(), io, stopped });
    });
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (thrown) {
    return failedToParse(thrown, argv, io);
  }
}

function addCommand(program: Command, { name, summary, group, isHidden }: CommandEntry): void {
  program
    .command(name, { hidden: isHidden === true })
    .helpGroup(group)
    .description(summary)
    .allowExcessArguments(false);
}

interface Call {
  readonly program: Command;
  readonly args: readonly string[];
  readonly options: object;
  readonly io: CliIo;
  readonly stopped: AbortSignal;
}

async function runCommand(command: AnyCommand, call: Call): Promise<ExitCode> {
  const { program, args, options: own, io, stopped } = call;
  const redactor = new Redactor();
  let output: Output | undefined;
  let verdict: Verdict;
  try {
    const options = readGlobalOptions(program);
    const { frames: style = 'short', showsHistory = false } = command;
    output = createOutput(io, { options, style, showsHistory, redactor });
    verdict = await command.run({ io, options, output, redactor, stopped }, args, own);
  } catch (thrown) {
    verdict = stopped.aborted ? STOPPED : verdictOf(thrown);
    if (io.env.ASTC_DEBUG !== undefined && thrown instanceof Error) io.stderr.write(`${thrown.stack}\n`);
  }
  output ??= createOutput(io, {
    options: { ...program.opts(), raw: false },
    style: 'short',
    showsHistory: false,
    redactor,
  });
  if (command.ownsOutput !== true || verdict.code !== ExitCode.ok) output.verdict(verdict);
  return verdict.code;
}

/** Commander has already printed what is wrong, or the help that was asked for. */
function failedToParse(thrown: unknown, argv: readonly string[], io: CliIo): ExitCode {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return ExitCode.ok;
  const isCommander = thrown instanceof CommanderError;
  const verdict = isCommander
    ? { code: ExitCode.usage, outcome: 'usage', message: thrown.message.replace(/^error: /, '') }
    : verdictOf(thrown);
  if (argv.includes('--json')) {
    const options = { json: true, quiet: true, raw: false };
    const redactor = new Redactor();
    createOutput(io, { options, style: 'short', showsHistory: false, redactor }).verdict(verdict);
  } else if (!isCommander) io.stderr.write(`${verdict.message}\n`);
  return verdict.code;
}
