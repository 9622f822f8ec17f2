// What a command is: the shape that every file in commands/ fills in.

import type { Command as CommanderCommand } from 'commander';
import type { CommandTracing } from './command-tracing.js';
import type { GlobalOptions } from './global-options.js';
import type { CliIo } from './io.js';
import type { Journal } from './journal.js';
import type { FrameStyle, Output, Verdict } from './output/output.js';
import type { Redactor } from './output/redact.js';

export interface CommandContext {
  readonly io: CliIo;
  readonly options: GlobalOptions;
  readonly output: Output;
  readonly redactor: Redactor;
  /** What has gone over the wire so far. */
  readonly journal: Journal;
  readonly tracing: CommandTracing;
  /** Every command there is, for those that speak of others. */
  readonly commands: readonly CommandEntry[];
  /** Aborts when the user, or whoever started the command, wants it to stop. */
  readonly stopped: AbortSignal;
}

export interface CommandSpec<Options extends object> {
  /** Declares arguments and options of the command's own. */
  define?(command: CommanderCommand): void;
  /** How people see frames unless they ask for `--raw`; `short` by default. */
  readonly frames?: FrameStyle;
  /** Whether the history in the answer to thread/resume is shown. */
  readonly showsHistory?: boolean;
  /** Whether the command itself writes to stdout, so that nothing may be added, not even a JSON verdict. */
  readonly ownsOutput?: boolean;
  /** Whether `--junit` is written by the command itself, in more cases than one. */
  readonly ownsJunit?: boolean;
  /** `args` are the positional arguments in the order of their declaration. */
  run(context: CommandContext, args: readonly string[], options: Options): Promise<Verdict>;
}

/** A command as the table names it; its file is loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** Not shown in the help: other commands call it. */
  readonly isHidden?: boolean;
  load(): Promise<AnyCommand>;
}

/** A command whose options are known only to itself. */
export interface AnyCommand extends CommandSpec<object> {}

/** Commander hands over what `define` declared; the two are kept together by each command's file. */
export function defineCommand<Options extends object = object>(spec: CommandSpec<Options>): AnyCommand {
  return spec as AnyCommand; // Options are what this very spec declares
}
