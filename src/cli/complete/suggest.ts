// What may stand at the end of a command line: commands, options, methods, fields, versions.

import { RootCommand } from '@bomb.sh/tab';
import { Command, type Option } from 'commander';
import { loadProfile, type Profile, profileNames } from '../../protocol/index.js';
import type { CommandEntry } from '../command.js';
import { addGlobalOptions } from '../declare-options.js';
import { messagesOf } from '../reference/methods.js';
import { fieldPaths } from './field-paths.js';

type Complete = (value: string, description: string) => void;

/** Prints the suggestions for the last of `words`, in the form the shells' scripts read. */
export async function suggest(commands: readonly CommandEntry[], words: readonly string[]): Promise<void> {
  const root = new RootCommand();
  const profile = profileOf(words);
  const program = new Command('astc');
  addGlobalOptions(program);
  addOptions(root, program.options);
  for (const entry of commands) {
    if (entry.isHidden) continue;
    const own = root.command(entry.name, entry.summary);
    // The options of one command are known when its file is loaded, and only that one is asked for.
    if (!words.includes(entry.name)) continue;
    const declared = new Command(entry.name);
    (await entry.load()).define?.(declared);
    addOptions(own, [...program.options, ...declared.options]);
    for (const argument of declared.registeredArguments) {
      const complete = argumentOf(entry.name, argument.name(), profile);
      own.argument(argument.name(), complete, argument.variadic);
    }
    await addMethodOptions(own, words, profile);
  }
  root.parse([...words]);
}

function addOptions(
  target: RootCommand | ReturnType<RootCommand['command']>,
  options: readonly Option[],
): void {
  for (const { long, short, description, argChoices, required } of options) {
    const name = long?.slice(2);
    if (name === undefined) continue;
    const alias = short?.slice(1);
    if (!required) {
      if (alias === undefined) target.option(name, description);
      else target.option(name, description, alias);
      continue;
    }
    const choices = name === 'profile' ? profileNames : (argChoices ?? []);
    target.option(name, description, (complete: Complete) => each(complete, choices), alias);
  }
}

/** Methods where a method is asked for. */
function argumentOf(command: string, name: string, profile: Profile): (complete: Complete) => void {
  return (complete) => {
    if (name !== 'method') return;
    for (const { method, kind, isHidden } of messagesOf(profile)) {
      if (isHidden || (command === 'call' && kind !== 'request')) continue;
      complete(method, kind === 'request' ? '' : kind);
    }
  };
}

/** Fields of the method that stands on the line, and the notifications that may follow it. */
async function addMethodOptions(
  own: ReturnType<RootCommand['command']>,
  words: readonly string[],
  profile: Profile,
): Promise<void> {
  if (own.value !== 'call') return;
  const params = words
    .map((word) => profile.methodInfo(word)?.params)
    .find((name) => typeof name === 'string');
  const fields = params === undefined ? [] : fieldPaths(await profile.definitions(), params ?? '');
  own.option('field', 'one field of the params', (complete: Complete) => {
    each(
      complete,
      fields.map((field) => `${field}=`),
    );
  });
  own.option('until', 'go on until this notification comes', (complete: Complete) => {
    each(complete, Object.keys(profile.facts.notifications));
  });
}

function each(complete: Complete, values: readonly string[]): void {
  for (const value of values) complete(value, '');
}

function profileOf(words: readonly string[]): Profile {
  const given = words[words.indexOf('--profile') + 1];
  const isGiven = words.includes('--profile') && profileNames.some((name) => name === given);
  return loadProfile(isGiven ? given : undefined);
}
