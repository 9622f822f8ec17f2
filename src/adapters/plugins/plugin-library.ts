// Plug-ins as clients list, read, install and uninstall them: what marketplaces of this machine offer, beside what is
// installed. Catalogues of the vendor are never asked.

import { join } from 'node:path';
import type { Marketplace, MarketplaceEntry } from '../../domain/plugins/marketplace-manifest.js';
import { originRefusal } from '../../domain/plugins/marketplace-policy.js';
import { PluginFailure } from '../../domain/plugins/plugin-failure.js';
import { checkedId, keyOf, keyOrNull, type PluginId } from '../../domain/plugins/plugin-id.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';
import type { PluginAuthPolicy, PluginSource, ResultOf } from '../../protocol/index.js';
import { inTemporaryFolder } from '../files/folders.js';
import { allowedMarketplaces, configuredMarketplaces, originOf } from './configured-marketplaces.js';
import { checkOut } from './git-checkout.js';
import { pluginSwitches } from './installed-plugins.js';
import {
  loadMarketplace,
  marketplaceFileIn,
  marketplaceFiles,
  marketplaceRoot,
} from './marketplace-files.js';
import { detailOf, type PluginDetail, summaryOf } from './plugin-descriptions.js';
import type { PluginSettings } from './plugin-settings.js';
import type { PluginStore } from './plugin-store.js';

export type PluginList = Pick<ResultOf<'plugin/list'>, 'marketplaces' | 'marketplaceLoadErrors'>;

export interface PluginLibraryDeps {
  /** Absolute. */
  readonly codexHome: string;
  /** The user's own folder; null when there is none. */
  readonly home: string | null;
  /** What git finds in its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly rules: PluginRules;
  readonly settings: PluginSettings;
  readonly store: PluginStore;
}

export class PluginLibrary {
  readonly #deps: PluginLibraryDeps;

  constructor(deps: PluginLibraryDeps) {
    this.#deps = deps;
  }

  /** What the user's marketplaces, the configured ones and those of the folders offer. */
  async list(folders: readonly string[]): Promise<PluginList> {
    const { marketplaces, marketplaceLoadErrors } = await this.#marketplaces(folders);
    const switches = pluginSwitches(this.#deps.settings.read());
    const shown = marketplaces.map((marketplace) => ({
      name: marketplace.name,
      path: marketplace.path,
      interface: marketplace.displayName === null ? null : { displayName: marketplace.displayName },
      plugins: marketplace.entries.map((entry) =>
        summaryOf({ entry, marketplace: marketplace.name, switches }, this.#deps),
      ),
    }));
    return { marketplaces: shown.filter(({ plugins }) => plugins.length > 0), marketplaceLoadErrors };
  }

  /** @throws PluginFailure */
  async read(path: string, name: string): Promise<PluginDetail> {
    const { rules, settings } = this.#deps;
    const marketplace = await loadMarketplace(path, rules);
    const entry = entryCalled(name, marketplace);
    if (!entry.isMeantForUs) throw notFound(name, marketplace);
    this.#assertAllowed(path, marketplace);
    const id = checkedId({ plugin: name, marketplace: marketplace.name }, rules);
    const config = settings.read();
    return detailOf({ entry, marketplace, id, config }, this.#deps);
  }

  /** Copies a plug-in and switches it on, after `first`. @throws PluginFailure, and what `first` throws */
  async install(path: string, name: string, first?: () => void): Promise<PluginAuthPolicy> {
    const { rules, settings, store } = this.#deps;
    const marketplace = await loadMarketplace(path, rules);
    const entry = entryCalled(name, marketplace);
    this.#assertAllowed(path, marketplace);
    const id = checkedId({ plugin: name, marketplace: marketplace.name }, rules);
    if (entry.installPolicy === 'NOT_AVAILABLE' || !entry.isMeantForUs)
      throw new PluginFailure(
        `plugin \`${name}\` is not available for install in marketplace \`${marketplace.name}\``,
      );
    first?.();
    await this.#withFolder(entry.source, (folder) => store.install(id, folder));
    await settings.put(['plugins', keyOf(id), 'enabled'], true);
    return entry.authPolicy;
  }

  /** What is not installed is gone already. @throws PluginFailure */
  async uninstall(id: PluginId): Promise<void> {
    const { settings, store } = this.#deps;
    await store.uninstall(id);
    await settings.drop(['plugins', keyOf(id)]);
  }

  /**
   * Brings what is configured to the version its marketplace has; of other origins than this machine only what
   * `isForced`. Resolves with whether anything changed.
   */
  async refresh(folders: readonly string[], isForced: (marketplace: string) => boolean): Promise<boolean> {
    const { rules, settings } = this.#deps;
    const switches = pluginSwitches(settings.read());
    if (switches.size === 0) return false;
    let hasChanged = false;
    const { marketplaces } = await this.#marketplaces(folders);
    for (const { name, entries } of marketplaces) {
      for (const { name: plugin, source } of entries) {
        const id = keyOrNull(keyOf({ plugin, marketplace: name }), rules);
        if (id === null || !switches.has(keyOf(id))) continue;
        if (source.type !== 'local' && !isForced(name)) continue;
        try {
          hasChanged =
            (await this.#withFolder(source, (folder) => this.#update(id, folder, isForced(name)))) ||
            hasChanged;
        } catch (thrown) {
          // What is installed stays, whatever has become of its origin.
          if (!(thrown instanceof PluginFailure)) throw thrown;
        }
      }
    }
    return hasChanged;
  }

  async #update(id: PluginId, folder: string, isForced: boolean): Promise<boolean> {
    const { store } = this.#deps;
    if (!isForced && store.version(id) === (await store.versionOf(id, folder))) return false;
    await store.install(id, folder);
    return true;
  }

  async #marketplaces(folders: readonly string[]): Promise<{
    marketplaces: Marketplace[];
    marketplaceLoadErrors: PluginList['marketplaceLoadErrors'];
  }> {
    const { codexHome, rules, settings } = this.#deps;
    const policy = settings.policy();
    const allowed = rules.areVersioned ? allowedMarketplaces(settings.read(), codexHome, policy) : [];
    const configured = allowed.map(({ root }) => root);
    // Where not every marketplace may be had, those that merely lie about count for nothing.
    const home = policy === null ? this.#deps.home : null;
    const roots = [...(policy === null ? folders : []), ...configured];
    // Folders alone keep their order in newer versions.
    if (!rules.areVersioned || configured.length > 0) roots.sort();
    const marketplaces: Marketplace[] = [];
    const marketplaceLoadErrors: PluginList['marketplaceLoadErrors'] = [];
    const seen = new Set<string>();
    for (const path of marketplaceFiles(roots, { home, rules })) {
      try {
        const marketplace = await loadMarketplace(path, rules);
        const entries = marketplace.entries.filter((entry) => isShown(entry, marketplace.name, seen, rules));
        marketplaces.push({ ...marketplace, entries });
      } catch (thrown) {
        if (!(thrown instanceof PluginFailure)) throw thrown;
        marketplaceLoadErrors.push({ marketplacePath: path, message: thrown.message });
      }
    }
    return { marketplaces, marketplaceLoadErrors };
  }

  /** @throws PluginFailure where an administrator keeps users from what the file of a marketplace offers */
  #assertAllowed(path: string, marketplace: Marketplace): void {
    const why = this.#refusal(path, marketplace);
    if (why !== null) throw new PluginFailure(`invalid marketplace file \`${path}\`: ${why}`);
  }

  #refusal(path: string, { name }: Marketplace): string | null {
    const { codexHome, rules, settings } = this.#deps;
    const policy = settings.policy();
    if (policy === null) return null;
    const configured = configuredMarketplaces(settings.read(), codexHome).find((one) => one.name === name);
    if (configured === undefined)
      return `marketplace \`${name}\` must be added to config before plugins can be installed while marketplace source restrictions are enabled`;
    const why = originRefusal(originOf(configured), policy);
    if (why !== null || marketplaceFileIn(configured.root, rules) === path) return why;
    return `marketplace path \`${marketplaceRoot(path, rules)}\` does not match configured marketplace \`${name}\``;
  }

  /** Lets `use` work with the folder a plug-in comes from. @throws PluginFailure */
  async #withFolder<T>(source: PluginSource, use: (folder: string) => Promise<T>): Promise<T> {
    if (source.type === 'local') return use(source.path);
    if (source.type !== 'git')
      throw new PluginFailure('plugins from package registries cannot be installed here');
    const parent = join(this.#deps.codexHome, 'plugins', '.marketplace-plugin-source-staging');
    const { url, path, refName, sha } = source;
    try {
      return await inTemporaryFolder(parent, 'marketplace-plugin-source-', async (staging) => {
        const sparsePaths = path == null ? [] : [path];
        const wanted = { url, ref: sha ?? refName ?? null, sparsePaths };
        await checkOut(wanted, staging, this.#deps.env);
        return use(path == null ? staging : join(staging, path));
      });
    } catch (thrown) {
      // Whoever named the repository is to hear of it.
      throw thrown instanceof PluginFailure ? new PluginFailure(thrown.message, { cause: thrown }) : thrown;
    }
  }
}

/** Of entries with one name the first counts, whichever marketplace of that name it stands in. */
function isShown(
  entry: MarketplaceEntry,
  marketplace: string,
  seen: Set<string>,
  rules: PluginRules,
): boolean {
  const key = keyOf({ plugin: entry.name, marketplace });
  if (!entry.isMeantForUs || seen.has(key)) return false;
  if (rules.areVersioned && keyOrNull(key, rules) === null) return false;
  seen.add(key);
  return true;
}

/** @throws PluginFailure */
function entryCalled(name: string, marketplace: Marketplace): MarketplaceEntry {
  const entry = marketplace.entries.find((one) => one.name === name);
  if (entry === undefined) throw notFound(name, marketplace);
  return entry;
}

function notFound(name: string, marketplace: Marketplace): PluginFailure {
  return new PluginFailure(`plugin \`${name}\` was not found in marketplace \`${marketplace.name}\``);
}
