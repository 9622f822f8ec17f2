// Parses the command line and loads the one command that is meant. All that --help needs is here; the rest
// waits in run-command.ts.

import { Command, CommanderError } from 'commander';
import type { CommandEntry } from './command.js';
import { commands } from './commands/index.js';
import { addGlobalOptions } from './declare-options.js';
import type { ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
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
  let code: ExitCode | undefined;
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
    const [{ runCommand }, command] = await Promise.all([import('./run-command.js'), entry.load()]);
    command.define?.(subcommand);
    subcommand.action(async (...handed: unknown[]) => {
      const args = handed
        .slice(0, -2)
        .flat()
        .filter((arg) => typeof arg === 'string');
      code = await runCommand(command, {
        name: entry.name,
        global: program.opts(),
        own: subcommand.opts(),
        args,
        io,
        commands,
        stopped,
      });
    });
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0; // help or version was asked for
    const { codeOfUsage } = await import('./run-command.js');
    return codeOfUsage(thrown, argv, io);
  }
  // Only a command that ran leaves without a word of commander's.
  return code ?? 2;
}

function addCommand(program: Command, { name, summary, group, isHidden }: CommandEntry): void {
  program
    .command(name, { hidden: isHidden === true })
    .helpGroup(group)
    .description(summary)
    .allowExcessArguments(false);
}
