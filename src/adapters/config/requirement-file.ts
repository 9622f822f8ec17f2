// requirements.toml: read, and its values looked at. What is wrong with it is told as each version tells it.

import { hostname } from 'node:os';
import { globMatcher } from '../../util/path-glob.js';
import { ConfigProblem, DemandProblem, quotedProblem } from './config-problem.js';
import type { ConfigVersion } from './config-schema.js';
import { managedHooksProblem } from './requirement-hooks.js';
import { requirementsShape } from './requirement-keys.js';
import { providersProblem } from './requirement-providers.js';
import { problemIn, type ShapeProblem, told } from './requirement-shape.js';
import { placeOf, readToml } from './toml-text.js';
import { isTree, type Tree } from './tree.js';

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
  const providers = version === '0.118.0' ? null : providersProblem(tree);
  if (providers !== null) throw new DemandProblem(providers);
  const problem = problemIn(tree, requirementsShape(version));
  if (problem === null) {
    const hooks = version === '0.118.0' ? null : managedHooksProblem(tree);
    if (hooks !== null) throw new DemandProblem(`${intro}${hooks}`);
    const { feature_requirements: features, ...others } = onThisHost(tree, version);
    return features === undefined ? others : { ...others, features };
  }
  const how =
    version === '0.118.0'
      ? quotedProblem(text, placeIn(text, problem, file), problem.message)
      : told(problem.message, problem.path.join('.'));
  throw new DemandProblem(`${intro}${how}`);
}

/** Newer demands may say other sandboxes for some machines: the first that names this one counts. */
function onThisHost(tree: Tree, version: ConfigVersion): Tree {
  const { remote_sandbox_config: all } = tree;
  if (version === '0.118.0' || !Array.isArray(all)) return tree;
  const own = hostNamed(hostname());
  const fits = (pattern: unknown): boolean => globMatcher(hostNamed(String(pattern)))(own);
  const mine = all.find((one) => isTree(one) && (one.hostname_patterns as unknown[]).some(fits)) as // its shape
    | Tree
    | undefined;
  return mine === undefined ? tree : { ...tree, allowed_sandbox_modes: mine.allowed_sandbox_modes };
}

function hostNamed(name: string): string {
  return name.trim().replace(/\.$/, '').toLowerCase();
}

/** Where what is wrong stands, or the table it stands in. */
function placeIn(text: string, { path, word }: ShapeProblem, file: string): ConfigProblem['place'] {
  const place = placeOf(text, path, file) ?? placeOf(text, path.slice(0, -1), file);
  if (word === null || place === null) return place;
  const { line } = place.range.start;
  const column = (text.split('\n')[line - 1] ?? '').indexOf(`"${word}"`) + 1;
  if (column === 0) return place;
  return { file, range: { start: { line, column }, end: { line, column: column + word.length + 1 } } };
}
