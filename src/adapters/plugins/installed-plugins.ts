// The plug-ins that are in effect: installed, and not switched off in the user's configuration. Read anew each time.

import { keyOrNull } from '../../domain/plugins/plugin-id.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';
import { isTree, type Tree } from '../config/tree.js';
import type { HookedPlugin } from '../hooks/plugin-hooks.js';
import { appIdsOf, hookSourcesOf, mcpServersOf, skillFolders } from './plugin-parts.js';
import type { PluginStore } from './plugin-store.js';
import { manifestOf } from './read-files.js';

export interface InstalledPlugin extends HookedPlugin {
  /** What names of its skills begin with. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string | null;
  /** Absolute. */
  readonly skillFolders: readonly string[];
  /** As entries of `mcp_servers`, what the user says of them included. */
  readonly mcpServers: Readonly<Record<string, Tree>>;
  readonly appIds: readonly string[];
}

/** Whether each plug-in that the configuration names is on, by key. */
export function pluginSwitches(config: Tree): ReadonlyMap<string, boolean> {
  const table = isTree(config.plugins) ? config.plugins : {};
  return new Map(
    Object.entries(table).flatMap(([key, entry]): [string, boolean][] =>
      isTree(entry) ? [[key, entry.enabled !== false]] : [],
    ),
  );
}

/** Ascending by key. `config` is the user's own; `isKept` says of which marketplaces plug-ins stay in effect. */
export function installedPlugins(
  config: Tree,
  { store, rules }: { readonly store: PluginStore; readonly rules: PluginRules },
  isKept: (marketplace: string) => boolean = () => true,
): InstalledPlugin[] {
  const keys = [...pluginSwitches(config)].flatMap(([key, isOn]) => (isOn ? [key] : [])).sort();
  return keys.flatMap((key) => {
    const id = keyOrNull(key, rules);
    const root = id === null ? null : store.root(id);
    const manifest = root === null ? null : manifestOf(root, rules);
    if (id === null || root === null || manifest === null || !isKept(id.marketplace)) return [];
    return [
      {
        key,
        name: manifest.name,
        displayName: manifest.interface?.displayName?.trim() || manifest.name,
        description: manifest.description,
        root,
        dataFolder: store.dataFolder(id),
        skillFolders: skillFolders(root, manifest, rules),
        mcpServers: withPolicies(mcpServersOf(root, manifest), policiesOf(config, key, rules)),
        appIds: appIdsOf(root, manifest, rules),
        hookSources: hookSourcesOf(root, manifest, rules),
      },
    ];
  });
}

/** What the user says of servers that a plug-in brings; older versions know nothing of the kind. */
function policiesOf(config: Tree, key: string, { areVersioned }: PluginRules): Tree {
  if (!areVersioned) return {};
  const entry = isTree(config.plugins) ? config.plugins[key] : undefined;
  return isTree(entry) && isTree(entry.mcp_servers) ? entry.mcp_servers : {};
}

function withPolicies(servers: Readonly<Record<string, Tree>>, policies: Tree): Record<string, Tree> {
  return Object.fromEntries(
    Object.entries(servers).map(([name, server]) => {
      const policy = policies[name];
      return [name, isTree(policy) ? { ...server, ...policy, enabled: policy.enabled !== false } : server];
    }),
  );
}
