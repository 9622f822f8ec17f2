// What an option or an argument may be: its choices, and where it names something of the protocol or of this build,
// those names. Nothing for files: shells know them better.

import type { Argument, Option } from 'commander';
import { loadProfile, type Profile, profileNames } from '../../protocol/index.js';
import { messagesOf } from '../reference/index.js';
import { fieldWords } from './field-paths.js';

export interface Suggestion {
  readonly value: string;
  readonly description?: string | undefined;
}

export interface Typed {
  readonly command: string | undefined;
  /** What stands behind the command and is no option. */
  readonly args: readonly string[];
  /** Everything before the word that is completed. */
  readonly words: readonly string[];
  /** The word that is completed, as far as it goes. */
  readonly last: string;
}

export async function valuesOfOption(option: Option, typed: Typed): Promise<Suggestion[]> {
  if (option.argChoices !== undefined) return named(option.argChoices);
  switch (option.long) {
    case '--profile':
      return named(profileNames);
    case '--field':
      return named(await fieldWords(profileOf(typed), typed.args[0] ?? '', typed.last));
    case '--until':
      return named(Object.keys(profileOf(typed).facts.notifications));
    case '--fault': {
      const { FAULT_KINDS } = await import('../../transport/faults/spec.js');
      return Object.entries(FAULT_KINDS).map(([value, description]) => ({ value, description }));
    }
    default:
      return [];
  }
}

export async function valuesOfArgument(argument: Argument, typed: Typed): Promise<Suggestion[]> {
  if (argument.argChoices !== undefined) return named(argument.argChoices);
  const what = `${typed.command} ${argument.name()}`;
  switch (what) {
    case 'call method':
    case 'describe method':
      return methods(typed);
    case 'drift from':
    case 'drift to':
      return named(profileNames);
    case 'conform scenarios': {
      const { catalogue } = await import('../../conformance/index.js');
      return catalogue.map(({ id, requires }) => ({ value: id, description: requires }));
    }
    default:
      return [];
  }
}

/** For `call` what a client may ask, for `describe` everything. */
function methods(typed: Typed): Suggestion[] {
  return messagesOf(profileOf(typed))
    .filter(({ kind, isHidden }) => !isHidden && (typed.command !== 'call' || kind === 'request'))
    .map(({ method, kind }) => ({ value: method, description: kind === 'request' ? undefined : kind }));
}

function named(values: readonly string[]): Suggestion[] {
  return values.map((value) => ({ value }));
}

function profileOf({ words }: Typed): Profile {
  const given = words[words.indexOf('--profile') + 1];
  const isGiven = words.includes('--profile') && profileNames.some((name) => name === given);
  return loadProfile(isGiven ? given : undefined);
}
