// Plug-ins that another agent has switched on: from which marketplaces, and how they come here.

import { join, resolve } from 'node:path';
import type { ImportItem, Taken } from '../../domain/imports/import-ports.js';
import { messageOf } from '../../util/coded-error.js';
import { isTree, type Tree } from '../config/tree.js';
import { ImportProblem } from './import-problem.js';
import type { ImportScope } from './import-scope.js';
import { jsonIn } from './json-file.js';
import { settingsIn } from './settings-import.js';

/** Plug-ins and marketplaces of ours. */
export interface PluginDoor {
  /** Keys of those that are configured, and what the marketplaces here offer, by their names. */
  known(): Promise<{ plugins: ReadonlySet<string>; offers: ReadonlyMap<string, ReadonlySet<string>> }>;
  /** Resolves with the file of the marketplace. @throws Error whose message says why not */
  addMarketplace(source: MarketplaceSource): Promise<string>;
  /** @throws Error whose message says why not */
  install(marketplaceFile: string, plugin: string): Promise<void>;
}

interface MarketplaceSource {
  readonly source: string;
  readonly refName: string | null;
  readonly isFolder: boolean;
}

export interface PluginChoice {
  readonly marketplaceName: string;
  readonly pluginNames: readonly string[];
}

const OFFICIAL: Readonly<Record<string, string>> = {
  'claude-plugins-official': 'anthropics/claude-plugins-official',
  'claude-code-plugins': 'anthropics/claude-code',
};

/** What is switched on there and could come here, by marketplace. @throws ImportProblem */
export async function wantedPlugins(
  scope: ImportScope,
  settings: unknown,
  door: PluginDoor,
): Promise<PluginChoice[]> {
  const switches =
    isTree(settings) && isTree(settings.enabledPlugins) ? Object.entries(settings.enabledPlugins) : [];
  const wanted = new Map<string, string[]>();
  const sources = marketplaceSources(scope, settings);
  if (!switches.some(([, isOn]) => isOn === true)) return [];
  const { plugins, offers } = await door.known();
  for (const [key, isOn] of switches) {
    const [plugin, marketplace] = splitKey(key);
    const isOffered = offers.get(marketplace)?.has(plugin) ?? true;
    if (isOn !== true || plugin === '' || !sources.has(marketplace) || plugins.has(key) || !isOffered)
      continue;
    wanted.set(marketplace, [...(wanted.get(marketplace) ?? []), plugin]);
  }
  return [...wanted]
    .map(([marketplaceName, names]) => ({ marketplaceName, pluginNames: names.sort() }))
    .sort((a, b) => (a.marketplaceName < b.marketplaceName ? -1 : 1));
}

/** Those of folders at once, those of repositories later. @throws ImportProblem */
export async function takePlugins(item: ImportItem, scope: ImportScope, door: PluginDoor): Promise<Taken> {
  try {
    if (item.details == null) throw new ImportProblem('plugins migration item is missing details');
    if (scope.repository !== null)
      throw new ImportProblem('repository-scoped plugin migration is not allowed');
    const choices = item.details.plugins ?? [];
    const sources = marketplaceSources(scope, settingsIn(scope, true));
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
  for (const { marketplaceName, pluginNames } of choices) {
    const keys = pluginNames.map((name) => `${name}@${marketplaceName}`);
    const source = sources.get(marketplaceName);
    let file: string;
    try {
      if (source === undefined)
        throw new Error(`external agent plugin marketplace source was not found: ${marketplaceName}`);
      file = await door.addMarketplace(source);
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

/** By the name the other agent has for a marketplace. @throws ImportProblem */
function marketplaceSources(scope: ImportScope, settings: unknown): Map<string, MarketplaceSource> {
  const registered = jsonIn(join(scope.source, 'plugins', 'known_marketplaces.json'));
  const named = [
    ...(isTree(registered) ? Object.entries(registered) : []),
    ...(isTree(settings) && isTree(settings.extraKnownMarketplaces)
      ? Object.entries(settings.extraKnownMarketplaces)
      : []),
  ];
  const sources = new Map<string, MarketplaceSource>();
  for (const [name, repository] of Object.entries(OFFICIAL))
    sources.set(name, { source: repository, refName: null, isFolder: false });
  for (const [name, entry] of named) {
    const source = isTree(entry) && isTree(entry.source) ? sourceOf(entry.source, scope) : null;
    if (source !== null) sources.set(name, source);
  }
  return sources;
}

function sourceOf(told: Tree, scope: ImportScope): MarketplaceSource | null {
  const { path, repo, url, ref } = told;
  if (typeof path === 'string' && (told.source === 'directory' || told.source === 'local'))
    return { source: resolve(scope.source, path), refName: null, isFolder: true };
  const source = told.source === 'github' ? repo : url;
  if (typeof source !== 'string' || source === '') return null;
  return { source, refName: typeof ref === 'string' ? ref : null, isFolder: false };
}

function splitKey(key: string): [plugin: string, marketplace: string] {
  const at = key.lastIndexOf('@');
  return at < 1 ? ['', ''] : [key.slice(0, at), key.slice(at + 1)];
}
