// Plug-ins of Claude Code: switched on in its settings, from marketplaces that those or a file of its own tell.

import { join, resolve } from 'node:path';
import { isTree, type Tree } from '../config/tree.js';
import { textOf } from '../files/look.js';
import type { MarketplaceSource, PluginChoice, PluginFormat, PluginHome } from './plugin-format.js';
import { treeIn } from './session-format.js';

const OFFICIAL: Readonly<Record<string, string>> = {
  'claude-plugins-official': 'anthropics/claude-plugins-official',
  'claude-code-plugins': 'anthropics/claude-code',
};

export const CLAUDE_PLUGINS: PluginFormat = {
  title: ({ settingsFile }) => `Migrate enabled plugins from ${settingsFile}`,
  inUse(home) {
    const settings = home.settings();
    const switches = isTree(settings) && isTree(settings.enabledPlugins) ? settings.enabledPlugins : {};
    const sources = marketplacesIn(home, settings);
    const wanted = new Map<string, string[]>();
    for (const [key, isOn] of Object.entries(switches)) {
      const [plugin, marketplace] = splitKey(key);
      if (isOn !== true || plugin === '' || !sources.has(marketplace)) continue;
      wanted.set(marketplace, [...(wanted.get(marketplace) ?? []), plugin]);
    }
    return [...wanted].map(
      ([marketplaceName, pluginNames]): PluginChoice => ({ marketplaceName, pluginNames }),
    );
  },
  marketplaces: (home) => marketplacesIn(home, home.settings()),
};

function marketplacesIn({ folder }: PluginHome, settings: unknown): Map<string, MarketplaceSource> {
  const registered = treeIn(textOf(join(folder, 'plugins', 'known_marketplaces.json')) ?? '') ?? {};
  const named = [
    ...Object.entries(registered),
    ...(isTree(settings) && isTree(settings.extraKnownMarketplaces)
      ? Object.entries(settings.extraKnownMarketplaces)
      : []),
  ];
  const sources = new Map<string, MarketplaceSource>();
  for (const [name, repository] of Object.entries(OFFICIAL))
    sources.set(name, { source: repository, refName: null, isFolder: false });
  for (const [name, entry] of named) {
    const source = isTree(entry) && isTree(entry.source) ? sourceOf(entry.source, folder) : null;
    if (source !== null) sources.set(name, source);
  }
  return sources;
}

function sourceOf(told: Tree, folder: string): MarketplaceSource | null {
  const { path, repo, url, ref } = told;
  if (typeof path === 'string' && (told.source === 'directory' || told.source === 'local'))
    return { source: resolve(folder, path), refName: null, isFolder: true };
  const source = told.source === 'github' ? repo : url;
  if (typeof source !== 'string' || source === '') return null;
  return { source, refName: typeof ref === 'string' ? ref : null, isFolder: false };
}

function splitKey(key: string): [plugin: string, marketplace: string] {
  const at = key.lastIndexOf('@');
  return at < 1 ? ['', ''] : [key.slice(0, at), key.slice(at + 1)];
}
