// Names of plug-ins and marketplaces: they become names of folders and keys of the configuration. Pure.

import { PluginFailure } from './plugin-failure.js';
import type { PluginRules } from './plugin-rules.js';

export interface PluginId {
  readonly plugin: string;
  readonly marketplace: string;
}

/** `plugin@marketplace` */
export function keyOf({ plugin, marketplace }: PluginId): string {
  return `${plugin}@${marketplace}`;
}

/** @throws PluginFailure */
export function checkedId(id: PluginId, rules: PluginRules): PluginId {
  const problem = idProblem(id, rules);
  if (problem !== null) throw new PluginFailure(problem);
  return id;
}

/** @throws PluginFailure */
export function parseKey(key: string, rules: PluginRules): PluginId {
  const at = key.lastIndexOf('@');
  const id = { plugin: key.slice(0, Math.max(at, 0)), marketplace: key.slice(at + 1) };
  if (at === -1 || id.plugin === '' || id.marketplace === '')
    throw new PluginFailure(`invalid plugin key \`${key}\`; expected <plugin>@<marketplace>`);
  const problem = idProblem(id, rules);
  if (problem !== null) throw new PluginFailure(`${problem} in \`${key}\``);
  return id;
}

/** Null for what is no such key. */
export function keyOrNull(key: string, rules: PluginRules): PluginId | null {
  try {
    return parseKey(key, rules);
  } catch (thrown) {
    if (thrown instanceof PluginFailure) return null;
    throw thrown;
  }
}

function idProblem({ plugin, marketplace }: PluginId, rules: PluginRules): string | null {
  return pluginNameProblem(plugin, rules) ?? marketplaceNameProblem(marketplace);
}

function pluginNameProblem(name: string, { areVersioned }: PluginRules): string | null {
  if (areVersioned && /^\.+$/.test(name)) return 'invalid plugin name: path traversal is not allowed';
  return nameProblem(name, 'plugin name', areVersioned ? '.' : '');
}

export function marketplaceNameProblem(name: string): string | null {
  return nameProblem(name, 'marketplace name', '');
}

/** What is wrong with the folder a version is kept in; null: nothing. */
export function versionProblem(version: string): string | null {
  if (/^\.+$/.test(version)) return 'invalid plugin version: path traversal is not allowed';
  return nameProblem(version, 'plugin version', '.+');
}

/** `more`: characters allowed besides letters, digits, `_` and `-`. */
function nameProblem(name: string, what: string, more: string): string | null {
  if (name === '') return `invalid ${what}: must not be empty`;
  const isFine = Array.from(name).every((letter) => /^[\w-]$/.test(letter) || more.includes(letter));
  const named = [...Array.from(more), '_'].map((letter) => `\`${letter}\``).join(', ');
  return isFine ? null : `invalid ${what}: only ASCII letters, digits, ${named}, and \`-\` are allowed`;
}
