// Keys whose values are paths: a relative one leads from the folder of the file it stands in, and is absolute as soon as
// it is read.

import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import type { Complaint, ConfigVersion } from './config-schema.js';
import { changedAt } from './key-patterns.js';
import type { Tree } from './tree.js';

const OF_PROFILES = [
  'model_instructions_file',
  'experimental_compact_prompt_file',
  'model_catalog_json',
  'js_repl_node_path',
  'js_repl_node_module_dirs',
];

const KEYS: readonly string[] = [
  ...OF_PROFILES,
  ...OF_PROFILES.map((key) => `profiles.*.${key}`),
  'sqlite_home',
  'log_dir',
  'sandbox_workspace_write.writable_roots',
  'agents.*.config_file',
  'skills.config.[].path',
  'model_providers.*.auth.cwd',
];

/** What stands for the user's own folder. */
const HOME = /^~(?=\/|$)/;

const OLDER_KEYS = [...KEYS, 'zsh_path', 'profiles.*.zsh_path'];

/** The same with all paths leading from `folder`, which is absolute. */
export function absolutePaths(config: Tree, folder: string, version: ConfigVersion): Tree {
  const led = (path: string): string => resolve(folder, path.replace(HOME, homedir()));
  return keysOf(version).reduce((tree, key) => changedAt(tree, key, eachPath(led)), config);
}

/**
 * What is wrong with a relative path that a client writes: those of a file lead from its folder, this one from nowhere.
 * Null: there is none. The key is named as far as it has a name of its own.
 */
export function looseComplaint(config: Tree, version: ConfigVersion): Complaint | null {
  let found = false;
  const look = (path: string): string => {
    found ||= !isAbsolute(path) && !HOME.test(path);
    return path;
  };
  const isLoose = (key: string): boolean => {
    changedAt(config, key, eachPath(look));
    return found;
  };
  const [key] =
    keysOf(version)
      .find(isLoose)
      ?.split(/\.(?:\*|\[\])/) ?? [];
  return key === undefined
    ? null
    : { path: key.split('.'), message: 'AbsolutePathBuf deserialized without a base path' };
}

function keysOf(version: ConfigVersion): readonly string[] {
  return version === '0.118.0' ? OLDER_KEYS : KEYS;
}

/** Of one path or a list of them. */
function eachPath(change: (path: string) => string): (value: unknown) => unknown {
  const one = (value: unknown): unknown => (typeof value === 'string' ? change(value) : value);
  return (value) => (Array.isArray(value) ? value.map(one) : one(value));
}
