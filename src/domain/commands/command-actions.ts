// What a command is about, for people who watch: files read, folders listed, searches. A guess from its words that is
// only for display; what may run without asking is decided in trusted.ts.

import type { CommandAction } from '../../protocol/index.js';
import { resolvePosix } from '../../util/posix-path.js';
import { joinWords } from '../../util/shell-words.js';
import { isFormatter } from './formatters.js';
import { operandsOf } from './operands.js';
import { readerOf } from './readers.js';
import { parseScript, plainWords, type ScriptCommand, scriptOf } from './script.js';
import { searcherOf } from './searchers.js';

/** How versions differ in what they show. */
export interface CommandActionRules {
  /** A script with globs, brace lists, home folders or backslashes is not understood. */
  readonly plainWordsOnly: boolean;
  /** The path of a file that is read is absolute; otherwise as the command has it. */
  readonly readPathsAreAbsolute: boolean;
}

/**
 * One action a command of `argv` that is worth telling; a single `unknown` with all of it when any of them is not
 * understood. `cwd` is absolute.
 */
export function commandActions(
  argv: readonly string[],
  where: { readonly cwd: string; readonly rules: CommandActionRules },
): CommandAction[] {
  const script = scriptOf(argv);
  const whole = script ?? joinWords(argv);
  const commands = script === null ? [plain(argv)] : parseScript(script);
  const unknown: CommandAction[] = [{ type: 'unknown', command: whole }];
  if (commands === null || (where.rules.plainWordsOnly && commands.some(isInvolved))) return unknown;
  const told = worthTelling(commands.map(({ words }) => words.map(({ text }) => text)));
  if (told === null) return unknown;

  const actions: CommandAction[] = [];
  let folder = '';
  for (const words of told) {
    if (words[0] === 'cd') {
      folder = within(folder, operandsOf(words)[0] ?? '');
      continue;
    }
    const action = actionOf(words);
    if (action === null) return unknown;
    const shown = action.type === 'read' ? readIn(action, folder, where) : action;
    if (!actions.some((one) => JSON.stringify(one) === JSON.stringify(shown))) actions.push(shown);
  }
  const [only] = actions;
  // A range cut out of a file by a pipe reads best as a whole.
  const isCutOut = /\|/.test(whole) && /\bsed -n\b/.test(whole);
  return actions.length === 1 && only?.type === 'read' && isCutOut ? [{ ...only, command: whole }] : actions;
}

/** Without commands that only dress up the others; null when there are no others. */
function worthTelling(commands: readonly string[][]): readonly string[][] | null {
  if (commands.length === 1) return commands;
  const told = commands.filter(
    (words, at) => !isFormatter(words) && words[0] !== 'true' && !(at === 0 && words[0] === 'echo'),
  );
  return told.length === 0 ? null : told;
}

function actionOf(words: readonly string[]): CommandAction | null {
  const command = joinWords(words);
  const read = readerOf(words);
  if (read !== null) return { type: 'read', command, name: shortPath(read), path: read };
  const search = searcherOf(words);
  if (search === null) return null;
  const path = search.path === null ? null : shortPath(search.path);
  return search.type === 'listFiles'
    ? { type: 'listFiles', command, path }
    : { type: 'search', command, query: search.query, path };
}

function readIn(
  action: Extract<CommandAction, { type: 'read' }>,
  folder: string,
  { cwd, rules }: { readonly cwd: string; readonly rules: CommandActionRules },
): CommandAction {
  const path = within(folder, action.path);
  return { ...action, path: rules.readPathsAreAbsolute ? resolvePosix(cwd, path) : path };
}

function within(folder: string, path: string): string {
  if (folder === '' || path.startsWith('/')) return path;
  return path === '' ? folder : `${folder}/${path}`;
}

const DULL: ReadonlySet<string> = new Set(['', 'build', 'dist', 'node_modules', 'src']);

/** The last part of a path that says something. */
function shortPath(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.split('/').findLast((part) => !DULL.has(part)) ?? trimmed;
}

function plain(argv: readonly string[]): ScriptCommand {
  return { words: plainWords(argv), joinedBy: null };
}

function isInvolved({ words }: ScriptCommand): boolean {
  return words.some(({ isPlain }) => !isPlain);
}
