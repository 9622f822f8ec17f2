// plugin/search among the plug-ins of local marketplaces. Pure.

import type { PluginSummary, ResultOf } from '../../protocol/index.js';

type Found = ResultOf<'plugin/search'>['data'][number];

/** Those in which any word of theirs holds what was searched for, letter case aside; all marketplaces in order. */
export function searchPlugins(
  marketplaces: ResultOf<'plugin/list'>['marketplaces'],
  searchTerm: string,
): Found[] {
  const wanted = searchTerm.trim().toLowerCase();
  if (wanted === '') return [];
  return marketplaces.flatMap(({ name, path, plugins }) =>
    plugins
      .filter((plugin) => wordsOf(plugin).some((word) => word.toLowerCase().includes(wanted)))
      .map((plugin) => ({ plugin, marketplaceName: name, marketplacePath: path })),
  );
}

function wordsOf({ name, keywords, interface: shown }: PluginSummary): string[] {
  return [name, ...keywords, shown?.displayName ?? ''];
}
