// The texts that a configuration gives the model: its instructions, what it is asked for a summary with, and which of
// the usual texts it does not get.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ThreadSettings, UsualText } from '../../domain/settings.js';
import { osErrorText } from '../files/os-error.js';
import { ConfigProblem, type ConfigVersion } from './config-problem.js';
import type { Tree } from './tree.js';

/** A thread's configuration, and where the paths in it lead from. */
export interface PromptPlace {
  readonly all: Tree;
  /** What of it is the thread's own: its paths lead from `cwd`, others from the home. */
  readonly own: Tree;
  readonly cwd: string;
  readonly codexHome: string;
}

/** Undefined where nothing is said. @throws ConfigProblem */
export function instructionsIn(place: PromptPlace, version: ConfigVersion): string | undefined {
  const fromFile = textOfFile('model_instructions_file', 'model instructions file', place);
  // The older version has forgotten what the key was for.
  return fromFile ?? (version === '0.118.0' ? undefined : textIn(place.all.instructions));
}

const SWITCHES: readonly (readonly [UsualText, string])[] = [
  ['permissions', 'include_permissions_instructions'],
  ['environment', 'include_environment_context'],
];

/** What else is said of prompts; the older version leaves nothing out. @throws ConfigProblem */
export function promptsIn(
  place: PromptPlace,
  version: ConfigVersion,
): Pick<ThreadSettings, 'compactPrompt' | 'reviewModel' | 'leftOut'> {
  const { all } = place;
  const name = 'experimental compact prompt file';
  const fromFile = textOfFile('experimental_compact_prompt_file', name, place);
  const compactPrompt = textIn(all.compact_prompt) ?? fromFile;
  const reviewModel = textIn(all.review_model);
  const off = SWITCHES.filter(([, key]) => version !== '0.118.0' && all[key] === false);
  return {
    ...(compactPrompt === undefined ? {} : { compactPrompt }),
    ...(reviewModel === undefined ? {} : { reviewModel }),
    ...(off.length === 0 ? {} : { leftOut: off.map(([text]) => text) }),
  };
}

function textOfFile(
  key: string,
  name: string,
  { all, own, cwd, codexHome }: PromptPlace,
): string | undefined {
  const path = all[key];
  if (typeof path !== 'string') return undefined;
  const file = resolve(own[key] === undefined ? codexHome : cwd, path);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (thrown) {
    throw new ConfigProblem('reference', `failed to read ${name} ${file}: ${osErrorText(thrown)}`);
  }
  if (text === '') throw new ConfigProblem('reference', `${name} is empty: ${file}`);
  return text;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
