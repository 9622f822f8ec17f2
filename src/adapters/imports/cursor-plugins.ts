// Plug-ins of Cursor: folders in its cache, below the folder of a marketplace that it keeps as well.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isTree } from '../config/tree.js';
import { textOf } from '../files/look.js';
import type { PluginFormat, PluginHome } from './plugin-format.js';
import { treeIn, unlessGone } from './session-format.js';

interface CursorMarketplace {
  /** What it calls itself. */
  readonly name: string;
  readonly folder: string;
  readonly inUse: readonly string[];
}

export const CURSOR_PLUGINS: PluginFormat = {
  title: ({ folder }) => `Migrate cached plugins from ${join(folder, 'plugins', 'cache')}`,
  inUse: (home) =>
    marketplacesIn(home).map(({ name, inUse }) => ({ marketplaceName: name, pluginNames: inUse })),
  marketplaces: (home) =>
    new Map(
      marketplacesIn(home).map(({ name, folder }) => [
        name,
        { source: folder, refName: null, isFolder: true },
      ]),
    ),
};

/** Those of which anything is in use. */
function marketplacesIn({ folder: agent }: PluginHome): CursorMarketplace[] {
  const plugins = join(agent, 'plugins');
  return realFolders(join(plugins, 'marketplaces')).flatMap((here): CursorMarketplace[] => {
    const folder = join(plugins, 'marketplaces', here);
    const manifest = treeIn(textOf(join(folder, '.cursor-plugin', 'marketplace.json')) ?? '');
    if (typeof manifest?.name !== 'string' || !Array.isArray(manifest.plugins)) return [];
    const offered = new Set(manifest.plugins.map((one: unknown) => (isTree(one) ? one.name : undefined)));
    const cached = realFolders(join(plugins, 'cache', here));
    const inUse = cached.filter((name) => offered.has(name));
    return inUse.length === 0 ? [] : [{ name: manifest.name, folder, inUse }];
  });
}

/** Names, ascending; links are none. */
function realFolders(folder: string): string[] {
  const entries = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
