// Rules of people on commands: by the words a command begins with they allow it, want to be asked, or forbid it.

import { parseScript, plainWords, scriptOf } from './script.js';
import { isTrustedCommand } from './trusted.js';

export type Decision = 'allow' | 'prompt' | 'forbidden';

/** Decisions by strictness: of several that match, the strictest counts. */
export const DECISIONS: Readonly<Record<Decision, number>> = { allow: 0, prompt: 1, forbidden: 2 };

export interface PrefixRule {
  /** One element a word, each a list of what the word may be. Never empty. */
  readonly pattern: readonly (readonly string[])[];
  readonly decision: Decision;
  /** Shown to people and told to the model. */
  readonly justification: string | null;
}

/** Whether `words` begin as the rule says. A program with a path counts by its name, too. */
export function matchesPrefix(rule: PrefixRule, words: readonly string[]): boolean {
  return matchedPrefix(rule, words) !== null;
}

/** The words that the rule names of those a command begins with; null where it begins otherwise. */
function matchedPrefix({ pattern }: PrefixRule, words: readonly string[]): readonly string[] | null {
  const [program = '', ...rest] = words;
  const [programs = [], ...further] = pattern;
  const name = [program, program.slice(program.lastIndexOf('/') + 1)].find((one) => programs.includes(one));
  if (name === undefined || !further.every((allowed, at) => allowed.includes(rest[at] ?? '\0'))) return null;
  return [name, ...rest.slice(0, further.length)];
}

export interface PolicyVerdict {
  readonly decision: Decision;
  readonly justification: string | null;
  /** The words of the command that the rule names. */
  readonly prefix: readonly string[];
}

/**
 * What the rules say of `argv`: for a script the strictest of its commands. Null when they say nothing that is strict,
 * and nothing at all of one of the commands: then the approval policy decides.
 */
export function verdictOf(argv: readonly string[], rules: readonly PrefixRule[]): PolicyVerdict | null {
  const verdicts = commandsOf(argv).map((words) =>
    strictest(
      rules.flatMap((rule) => {
        const prefix = matchedPrefix(rule, words);
        const { decision, justification } = rule;
        return prefix === null ? [] : [{ decision, justification, prefix }];
      }),
    ),
  );
  const found = strictest(verdicts.filter((verdict) => verdict !== null));
  return found?.decision === 'allow' && verdicts.includes(null) ? null : found;
}

/** Of equally strict ones the one that names most words, and of those the last. */
function strictest(verdicts: readonly PolicyVerdict[]): PolicyVerdict | null {
  const rank = ({ decision, prefix }: PolicyVerdict): number =>
    DECISIONS[decision] * MOST_WORDS + prefix.length;
  return verdicts.reduce<PolicyVerdict | null>(
    (best, one) => (best === null || rank(one) >= rank(best) ? one : best),
    null,
  );
}

/** More than any rule names. */
const MOST_WORDS = 1_000_000;

/**
 * The words a rule could begin with so that `argv` need not be asked for again: those of its first command that is
 * neither trusted nor allowed, or all of it when it is not understood. Null when a rule wants it asked for.
 */
export function proposedAmendment(
  argv: readonly string[],
  {
    rules,
    trustsReading,
    plainWordsOnly,
  }: {
    readonly rules: readonly PrefixRule[];
    readonly trustsReading: boolean;
    readonly plainWordsOnly: boolean;
  },
): readonly string[] | null {
  const verdict = verdictOf(argv, rules);
  if (verdict !== null) return null;
  const script = scriptOf(argv);
  const commands =
    script === null ? [{ words: plainWords(argv), joinedBy: null }] : understood(script, plainWordsOnly);
  if (commands === null) return argv;
  const open = commands.find(
    (command) =>
      !(trustsReading && isTrustedCommand(command)) && verdictOf(textsOf(command.words), rules) === null,
  );
  return open === undefined ? null : textsOf(open.words);
}

function understood(script: string, plainWordsOnly: boolean): ReturnType<typeof parseScript> {
  const commands = parseScript(script);
  const isInvolved = commands?.some(({ words }) => words.some(({ isPlain }) => !isPlain));
  return plainWordsOnly && isInvolved ? null : commands;
}

/** The commands of a script as words; a command that is no script, or not understood, is itself. */
function commandsOf(argv: readonly string[]): (readonly string[])[] {
  const script = scriptOf(argv);
  const commands = script === null ? null : parseScript(script);
  return commands?.map(({ words }) => textsOf(words)) ?? [argv];
}

function textsOf(words: readonly { readonly text: string }[]): string[] {
  return words.map(({ text }) => text);
}

/** The line of a rules file that allows commands beginning with `prefix`. */
export function allowingLine(prefix: readonly string[]): string {
  return `prefix_rule(pattern=[${prefix.map((word) => JSON.stringify(word)).join(', ')}], decision="allow")`;
}
