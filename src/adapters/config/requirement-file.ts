// requirements.toml: read, and its words looked at. What is wrong with it is told as each version tells it.

import { ConfigProblem, quotedProblem } from './config-problem.js';
import type { ConfigVersion } from './config-schema.js';
import { managedHooksProblem } from './requirement-hooks.js';
import { plainKeyProblem, typeProblem, variantProblem } from './requirement-keys.js';
import { placeOf, readToml } from './toml-text.js';
import type { Tree } from './tree.js';

const WORDS: Readonly<Record<string, readonly string[]>> = {
  allowed_approval_policies: ['untrusted', 'on-failure', 'on-request', 'granular', 'never'],
  allowed_sandbox_modes: ['read-only', 'workspace-write', 'danger-full-access', 'external-sandbox'],
  allowed_web_search_modes: ['disabled', 'cached', 'live'],
};

/** @throws ConfigProblem */
export function readRequirements(text: string, file: string, version: ConfigVersion): Tree {
  const intro =
    version === '0.118.0'
      ? `Error parsing requirements file ${file}: `
      : `failed to parse requirements layer ${file}: `;
  let tree: Tree;
  try {
    tree = readToml(text, file);
  } catch (cause) {
    if (!(cause instanceof ConfigProblem)) throw cause;
    throw new ConfigProblem('syntax', `${intro}${quotedProblem(text, cause.place, cause.message)}`);
  }
  for (const [key, words] of Object.entries(WORDS)) {
    const wrong = wrongIn(tree[key], words);
    if (wrong === null) continue;
    const message =
      version === '0.118.0'
        ? quotedProblem(text, wordPlace(text, key, file, wrong.word), wrong.message)
        : `${wrong.message}\nin \`${key}\`\n`;
    throw new ConfigProblem('syntax', `${intro}${message}`);
  }
  const problem = version === '0.118.0' ? null : (plainKeyProblem(tree) ?? managedHooksProblem(tree));
  if (problem !== null) throw new ConfigProblem('syntax', `${intro}${problem}`);
  return tree;
}

function wrongIn(value: unknown, words: readonly string[]): { message: string; word: string | null } | null {
  if (value === undefined) return null;
  if (!Array.isArray(value)) return { message: typeProblem(value, 'a sequence'), word: null };
  const odd = value.find((one) => !words.includes(one));
  if (odd === undefined) return null;
  return { message: variantProblem(String(odd), words), word: String(odd) };
}

/** Where a word in the list of a key stands. */
function wordPlace(text: string, key: string, file: string, word: string | null): ConfigProblem['place'] {
  const place = placeOf(text, [key], file);
  if (word === null || place === null) return place;
  const { line } = place.range.start;
  const column = (text.split('\n')[line - 1] ?? '').indexOf(`"${word}"`) + 1;
  if (column === 0) return place;
  return { file, range: { start: { line, column }, end: { line, column: column + word.length + 1 } } };
}
