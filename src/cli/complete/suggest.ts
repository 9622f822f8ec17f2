// What may stand at the end of a command line: commands, options, and what values.ts knows for either.

import { Command, type Option } from 'commander';
import type { CommandEntry } from '../command.js';
import { addGlobalOptions } from '../declare-options.js';
import { type Suggestion, type Typed, valuesOfArgument, valuesOfOption } from './values.js';

/** For the last of `words`, which may be empty; in the order of the help. */
export async function suggest(
  commands: readonly CommandEntry[],
  words: readonly string[],
): Promise<Suggestion[]> {
  const last = words.at(-1) ?? '';
  const offered = await offer(commands, words.slice(0, -1), last);
  return offered.filter(({ value }) => value.startsWith(last) && value !== last);
}

async function offer(
  commands: readonly CommandEntry[],
  before: readonly string[],
  last: string,
): Promise<Suggestion[]> {
  const { entry, declared } = await declaredFor(commands, before);
  const line = readLine(declared.options, before);
  const typed: Typed = {
    command: entry?.name,
    args: entry === undefined ? [] : line.args.slice(1),
    words: before,
    last,
  };
  if (line.awaiting !== undefined) return valuesOfOption(line.awaiting, typed);
  if (!line.isOver && last.startsWith('--') && last.includes('=')) {
    const name = last.slice(0, last.indexOf('='));
    const option = declared.options.find(({ long }) => long === name);
    const values = option === undefined ? [] : await valuesOfOption(option, typed);
    return values.map(({ value, description }) => ({ value: `${name}=${value}`, description }));
  }
  if (!line.isOver && last.startsWith('-')) return optionsOf(declared.options);
  if (entry === undefined)
    return commands
      .filter(({ isHidden }) => isHidden !== true)
      .map(({ name, summary }) => ({ value: name, description: summary }));
  const { registeredArguments } = declared;
  const argument = registeredArguments[typed.args.length] ?? registeredArguments.at(-1);
  if (argument === undefined || (typed.args.length >= registeredArguments.length && !argument.variadic))
    return [];
  return valuesOfArgument(argument, typed);
}

/** The options of one command are known when its file is loaded, and only that one is asked for. */
async function declaredFor(
  commands: readonly CommandEntry[],
  before: readonly string[],
): Promise<{ entry: CommandEntry | undefined; declared: Command }> {
  const declared = new Command('astc');
  addGlobalOptions(declared);
  const [name] = readLine(declared.options, before).args;
  const entry = commands.find((one) => one.name === name);
  if (entry !== undefined) (await entry.load()).define?.(declared);
  return { entry, declared };
}

interface ReadLine {
  /** Words that are no options and no values of options, the command's name first. */
  readonly args: readonly string[];
  /** The option whose value comes next. */
  readonly awaiting: Option | undefined;
  /** Whether `--` was written. */
  readonly isOver: boolean;
}

function readLine(options: readonly Option[], words: readonly string[]): ReadLine {
  const args: string[] = [];
  let awaiting: Option | undefined;
  let isOver = false;
  for (const word of words) {
    if (awaiting !== undefined) awaiting = undefined;
    else if (isOver || !word.startsWith('-') || word === '-') args.push(word);
    else if (word === '--') isOver = true;
    else
      awaiting = options.find(({ long, short, required }) => required && (long === word || short === word));
  }
  return { args, awaiting, isOver };
}

function optionsOf(options: readonly Option[]): Suggestion[] {
  return options
    .filter(({ hidden }) => !hidden)
    .map(({ long, short, description }) => ({ value: long ?? short ?? '', description }));
}
