// What a configuration says of the texts that a model gets: its instructions, what it is asked for a summary with, and
// which of the usual ones it does not get.

import { readFileSync } from 'node:fs';
import type { ThreadSettings, UsualText } from '../../domain/settings.js';
import { osErrorText } from '../files/os-error.js';
import { ConfigProblem, type ConfigVersion } from './config-problem.js';
import { isTree, type Tree } from './tree.js';

/** Of commits, where nobody else is named. */
const USUAL_AUTHOR = 'Codex <noreply@openai.com>';

/** Undefined where nothing is said. @throws ConfigProblem */
export function instructionsIn(config: Tree, version: ConfigVersion): string | undefined {
  const fromFile = textOfFile(config, 'model_instructions_file', 'model instructions file');
  // The older version has forgotten what the key was for.
  return fromFile ?? (version === '0.118.0' ? undefined : textIn(config.instructions));
}

const SWITCHES: readonly (readonly [UsualText, string])[] = [
  ['permissions', 'include_permissions_instructions'],
  ['environment', 'include_environment_context'],
];

/** What else is said of prompts; the older version leaves nothing out. @throws ConfigProblem */
export function promptsIn(
  config: Tree,
  version: ConfigVersion,
): Pick<ThreadSettings, 'compactPrompt' | 'reviewModel' | 'leftOut' | 'commitAuthor'> {
  const name = 'experimental compact prompt file';
  const fromFile = textOfFile(config, 'experimental_compact_prompt_file', name);
  const compactPrompt = textIn(config.compact_prompt) ?? fromFile;
  const reviewModel = textIn(config.review_model);
  const commitAuthor = version === '0.118.0' ? commitAuthorIn(config) : undefined;
  const off = SWITCHES.filter(([, key]) => version !== '0.118.0' && config[key] === false);
  return {
    ...(compactPrompt === undefined ? {} : { compactPrompt }),
    ...(reviewModel === undefined ? {} : { reviewModel }),
    ...(commitAuthor === undefined ? {} : { commitAuthor }),
    ...(off.length === 0 ? {} : { leftOut: off.map(([text]) => text) }),
  };
}

/** Undefined where commits are not spoken of: the switch is off, or nobody is to be named. */
function commitAuthorIn({ features, commit_attribution: author }: Tree): string | undefined {
  if (!isTree(features) || features.codex_git_commit !== true) return undefined;
  return typeof author === 'string' ? textIn(author) : USUAL_AUTHOR;
}

/** @throws ConfigProblem where a text is named that cannot be had */
export function assertPrompts(config: Tree, version: ConfigVersion): void {
  instructionsIn(config, version);
  promptsIn(config, version);
}

function textOfFile(config: Tree, key: string, name: string): string | undefined {
  const file = config[key];
  if (typeof file !== 'string') return undefined;
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
