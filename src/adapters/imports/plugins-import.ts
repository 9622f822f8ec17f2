// Plug-ins that another agent uses: from which marketplaces, and how they come here.

import type { ImportItem, Taken } from '../../domain/imports/import-ports.js';
import { messageOf } from '../../util/coded-error.js';
import { ImportProblem } from './import-problem.js';
import type { ImportScope } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import type { MarketplaceSource, PluginChoice, PluginHome } from './plugin-format.js';
import { settingsIn } from './settings-import.js';

/** Plug-ins and marketplaces of ours. */
export interface PluginDoor {
  /** Keys of those that are configured, and the marketplaces here by their names. */
  known(): Promise<{
    plugins: ReadonlySet<string>;
    marketplaces: ReadonlyMap<string, { readonly file: string | null; readonly offers: ReadonlySet<string> }>;
  }>;
  /** Resolves with the file of the marketplace. @throws Error whose message says why not */
  addMarketplace(source: MarketplaceSource): Promise<string>;
  /** @throws Error whose message says why not */
  install(marketplaceFile: string, plugin: string): Promise<void>;
}

/** What is in use there and could come here, by marketplace. @throws ImportProblem */
export async function wantedPlugins(
  scope: ImportScope,
  { plugins: format }: ImportSource,
  door: PluginDoor,
): Promise<PluginChoice[]> {
  const inUse = format.inUse(pluginHome(scope));
  if (inUse.length === 0) return [];
  const { plugins, marketplaces } = await door.known();
  return inUse
    .map(({ marketplaceName, pluginNames }) => {
      const offered = marketplaces.get(marketplaceName)?.offers;
      const wanted = pluginNames.filter(
        (name) => !plugins.has(`${name}@${marketplaceName}`) && (offered?.has(name) ?? true),
      );
      return { marketplaceName, pluginNames: wanted.sort() };
    })
    .filter(({ pluginNames }) => pluginNames.length > 0)
    .sort((a, b) => (a.marketplaceName < b.marketplaceName ? -1 : 1));
}

export function pluginHome(scope: ImportScope): PluginHome {
  return {
    folder: scope.source,
    settingsFile: scope.settings,
    settings: () => settingsIn(scope, true),
  };
}

/** Those of folders at once, those of repositories later. @throws ImportProblem */
export async function takePlugins(
  item: ImportItem,
  scope: ImportScope,
  { source, door }: { readonly source: ImportSource; readonly door: PluginDoor },
): Promise<Taken> {
  try {
    if (item.details == null) throw new ImportProblem('plugins migration item is missing details');
    if (scope.repository !== null)
      throw new ImportProblem('repository-scoped plugin migration is not allowed');
    const choices = item.details.plugins ?? [];
    const sources = source.plugins.marketplaces(pluginHome(scope));
    const isNear = ({ marketplaceName }: PluginChoice): boolean =>
      sources.get(marketplaceName)?.isFolder === true;
    const far = choices.filter((choice) => !isNear(choice));
    const taken = await install(choices.filter(isNear), sources, door);
    return far.length === 0 ? taken : { ...taken, later: () => install(far, sources, door) };
  } catch (thrown) {
    if (!(thrown instanceof ImportProblem)) throw thrown;
    return { moved: [], failures: [failure(thrown.message, null)] };
  }
}

async function install(
  choices: readonly PluginChoice[],
  sources: ReadonlyMap<string, MarketplaceSource>,
  door: PluginDoor,
): Promise<Taken> {
  const moved: { source: string; target: string }[] = [];
  const failures: Taken['failures'][number][] = [];
  const { marketplaces } = await door.known();
  const added = async (name: string): Promise<string> => {
    const source = sources.get(name);
    if (source !== undefined) return door.addMarketplace(source);
    throw new Error(`external agent plugin marketplace source was not found: ${name}`);
  };
  for (const { marketplaceName, pluginNames } of choices) {
    const keys = pluginNames.map((name) => `${name}@${marketplaceName}`);
    let file: string;
    try {
      // One of that name that is here already is the one, wherever the other agent has its own from.
      file = marketplaces.get(marketplaceName)?.file ?? (await added(marketplaceName));
    } catch (thrown) {
      failures.push(...keys.map((key) => failure(messageOf(thrown), key)));
      continue;
    }
    for (const [i, name] of pluginNames.entries()) {
      const key = keys[i] ?? name;
      try {
        await door.install(file, name);
        moved.push({ source: key, target: key });
      } catch (thrown) {
        failures.push(failure(messageOf(thrown), key));
      }
    }
  }
  return { moved, failures };
}

function failure(message: string, source: string | null): Taken['failures'][number] {
  const isUnknown = /^plugin `[^`]*` was not found in marketplace /.test(message);
  return {
    errorType: isUnknown ? 'plugin_not_found' : null,
    failureStage: 'plugin_import',
    message,
    source,
  };
}
