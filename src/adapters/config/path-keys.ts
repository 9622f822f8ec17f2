// Keys whose values are paths: a relative one leads from the folder of the file it stands in, and is absolute as soon as
// it is read.

import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import type { Complaint, ConfigVersion } from './config-schema.js';
import { isTree, type Tree } from './tree.js';

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
  'skills.config.*.path',
  'model_providers.*.auth.cwd',
];

/** What stands for the user's own folder. */
const HOME = /^~(?=\/|$)/;

const OLDER_KEYS = [...KEYS, 'zsh_path', 'profiles.*.zsh_path'];

/** The same with all paths leading from `folder`, which is absolute. */
export function absolutePaths(config: Tree, folder: string, version: ConfigVersion): Tree {
  const led = (path: string): string => resolve(folder, path.replace(HOME, homedir()));
  // A tree stays one.
  return keysOf(version).reduce<Tree>((tree, key) => changed(tree, key.split('.'), led) as Tree, config);
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
    changed(config, key.split('.'), look);
    return found;
  };
  const [key] = keysOf(version).find(isLoose)?.split('.*') ?? [];
  return key === undefined
    ? null
    : { path: key.split('.'), message: 'AbsolutePathBuf deserialized without a base path' };
}

function keysOf(version: ConfigVersion): readonly string[] {
  return version === '0.118.0' ? OLDER_KEYS : KEYS;
}

/** The value with `change` made to every path at these keys; a `*` is any key, or all of a list. */
function changed(value: unknown, keys: readonly string[], change: (path: string) => string): unknown {
  const [key, ...rest] = keys;
  if (Array.isArray(value)) {
    const inner = key === '*' ? rest : keys;
    return key === undefined || key === '*' ? value.map((entry) => changed(entry, inner, change)) : value;
  }
  if (key === undefined) return typeof value === 'string' ? change(value) : value;
  if (!isTree(value)) return value;
  const wanted = key === '*' ? Object.keys(value) : [key].filter((name) => Object.hasOwn(value, name));
  if (wanted.length === 0) return value;
  return {
    ...value,
    ...Object.fromEntries(wanted.map((name) => [name, changed(value[name], rest, change)])),
  };
}
