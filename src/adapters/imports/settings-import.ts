// Settings of another agent → a table of our configuration: the environment of commands, and whether they are confined.

import { isTree, merged, type Tree } from '../config/tree.js';
import { ImportProblem } from './import-problem.js';
import type { ImportScope } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import { jsonIn, textOf } from './json-file.js';

/** What the settings say, with those of one person on top; undefined where there are none. @throws ImportProblem */
export function settingsIn({ settings, localSettings }: ImportScope, withLocal: boolean): unknown {
  const shared = jsonIn(settings);
  const own = withLocal && localSettings !== null ? readable(localSettings) : undefined;
  if (own === undefined) return shared;
  return isTree(shared) && isTree(own) ? merged(shared, own) : own;
}

/** What cannot be read counts for nothing. */
function readable(file: string): unknown {
  try {
    return jsonIn(file);
  } catch {
    return undefined;
  }
}

/** Empty where nothing of it has a meaning here. @throws ImportProblem */
export function configOf(settings: unknown, source: ImportSource): Tree {
  if (settings === undefined) return {};
  if (!isTree(settings)) throw new ImportProblem('external agent settings root must be an object');
  const { env, sandbox } = settings;
  const isConfined = source.id === 'claude-code' && isTree(sandbox) && sandbox.enabled === true;
  return {
    ...(isConfined ? { sandbox_mode: 'workspace-write' } : {}),
    ...(isTree(env) && Object.keys(env).length > 0
      ? { shell_environment_policy: { inherit: 'core', set: textsIn(env) } }
      : {}),
  };
}

function textsIn(env: Tree): Tree {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const text = textOf(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
