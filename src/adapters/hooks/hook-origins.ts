// Where hooks come from: what an administrator demands, hooks.json beside each config.toml, the file itself, the command
// line, and plug-ins.

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { HookSource } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import { type ConfigLayer, fileOf } from '../config/config-layers.js';
import { isTree, type Tree } from '../config/tree.js';
import { EVENTS, groupsOf, hookEventsIn } from './hook-events.js';
import type { PluginContents } from './plugin-trust.js';

export interface HookOrigin {
  /** Absolute. */
  readonly path: string;
  readonly source: HookSource;
  readonly events: Tree;
  /** An administrator's hooks run untrusted, and no user switches them off. */
  readonly isManaged: boolean;
  /** The plug-in that brings them. */
  readonly plugin?: {
    /** `plugin@marketplace` */
    readonly key: string;
    /** What keys of its hooks begin with. */
    readonly prefix: string;
    /** A command with the plug-in's folders put in. */
    readonly filled: (command: string) => string;
    /** Null: not looked at. */
    readonly contents: PluginContents | null;
  };
}

/** What requirements.toml says, and where it lies. */
export interface Demands {
  /** Absolute. */
  readonly file: string;
  readonly tree: Tree;
}

/** Whether no hooks count but an administrator's. */
export function areManagedOnly({ tree }: Demands): boolean {
  return tree.allow_managed_hooks_only === true;
}

/** Those that must run; their problems are none to go on with. */
export function demandedOrigin({ file, tree }: Demands): HookOrigin {
  const events = isTree(tree.hooks) ? tree.hooks : {};
  const { managed_dir: folder } = events;
  const path = typeof folder === 'string' && isAbsolute(folder) ? folder : file;
  return { path, source: 'system', events, isManaged: true };
}

/** Those of a layer; what is wrong with it is added to `warnings`. */
export function originsOf(layer: ConfigLayer, warnings: string[]): HookOrigin[] {
  const kind = KINDS[layer.name.type];
  if (kind === undefined || layer.disabledReason !== null) return [];
  const file = fileOf(layer) ?? OF_FLAGS;
  const { source, isManaged = false, isAlone = false } = kind;
  const beside = join(dirname(file), 'hooks.json');
  const { hooks } = layer.config;
  const origins = [
    ...(isAlone ? [] : [{ path: beside, source, isManaged, events: hooksFile(beside, warnings) }]),
    { path: file, source, isManaged, events: isTree(hooks) ? hooks : {} },
  ].filter(({ events }) => EVENTS.some((event) => groupsOf(events, event).length > 0));
  if (origins.length > 1) {
    warnings.push(
      `loading hooks from both ${beside} and ${file}; prefer a single representation for this layer`,
    );
  }
  return origins;
}

export function isManagedLayer({ name }: ConfigLayer): boolean {
  return KINDS[name.type]?.isManaged ?? false;
}

interface Kind {
  readonly source: HookSource;
  readonly isManaged?: true;
  /** No hooks.json belongs to it. */
  readonly isAlone?: true;
}

const KINDS: { readonly [type in ConfigLayer['name']['type']]?: Kind } = {
  system: { source: 'system', isManaged: true },
  user: { source: 'user' },
  project: { source: 'project' },
  sessionFlags: { source: 'sessionFlags', isAlone: true },
  legacyManagedConfigTomlFromFile: { source: 'legacyManagedConfigFile', isManaged: true, isAlone: true },
};

/** What stands for a file where hooks come from the command line. */
const OF_FLAGS = '/<session-flags>/config.toml';

function hooksFile(path: string, warnings: string[]): Tree {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  try {
    return hookEventsIn(text);
  } catch (thrown) {
    warnings.push(`failed to parse hooks config ${path}: ${messageOf(thrown)}`);
    return {};
  }
}
