// Plug-ins and marketplaces of this machine: as rooms ask for them, loaded with the first question, and as skills, MCP
// servers and hooks find those that are in effect.

import path from 'node:path';
import { ConfigUnreadable, type Configuration, isTree, keyText } from '../adapters/config/index.js';
import { allowedMarketplaces } from '../adapters/plugins/configured-marketplaces.js';
import type { MarketplaceLibrary, PluginLibrary, PluginSettings } from '../adapters/plugins/index.js';
import {
  type InstalledPlugin,
  installedPlugins,
  pluginSwitches,
} from '../adapters/plugins/installed-plugins.js';
import { PluginStore } from '../adapters/plugins/plugin-store.js';
import { ALL_PLUGINS, isChosen, type PluginChoice } from '../domain/plugins/plugin-choice.js';
import { PluginFailure } from '../domain/plugins/plugin-failure.js';
import { keyOrNull, parseKey } from '../domain/plugins/plugin-id.js';
import type { PluginReader } from '../domain/plugins/plugin-reader.js';
import {
  mayMentionPlugin,
  mentionedPlugins,
  mentionText,
  type OfferedPlugin,
  pluginsText,
} from '../domain/plugins/plugin-texts.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { Profile } from '../protocol/index.js';
import { messageOf } from '../util/coded-error.js';
import { answered, unreadable, whereUnreadable } from './compose-config.js';
import type { HostIdentity } from './host-identity.js';
import type { PluginShelf } from './room.js';

interface PluginsInput {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Told when other plug-ins are in effect, or the same in other versions. */
  readonly onChange: () => void;
  /** The MCP servers of a plug-in that offer tools to a thread. */
  readonly serversOf: (threadId: string, pluginKey: string) => readonly string[];
  /** Names of those of these apps that offer tools to a thread. */
  readonly appsOf: (threadId: string, ids: readonly string[]) => readonly string[];
}

export interface ComposedPlugins {
  readonly shelf: PluginShelf;
  readonly reader: PluginReader;
  readonly inEffect: PluginsInEffect;
}

/** Those that are in effect, and of them what a thread has. @throws ConfigUnreadable */
export type PluginsInEffect = (choice?: PluginChoice) => readonly InstalledPlugin[];

interface Libraries {
  readonly plugins: PluginLibrary;
  readonly marketplaces: MarketplaceLibrary;
}

export function composePlugins(input: PluginsInput, configuration: Configuration): ComposedPlugins {
  const { host, profile, env } = input;
  const rules = { areVersioned: profile.quirks.pluginsAreVersioned };
  const { codexHome } = host;
  const store = new PluginStore(codexHome, rules);
  const settings = settingsIn(configuration, profile);
  let loaded: Promise<Libraries> | undefined;

  async function load(): Promise<Libraries> {
    const { PluginLibrary, MarketplaceLibrary } = await import('../adapters/plugins/index.js');
    const cwd = path.resolve(input.cwd);
    const deps = { codexHome, home: env.HOME || null, cwd, env, rules, settings, store };
    return { plugins: new PluginLibrary(deps), marketplaces: new MarketplaceLibrary(deps) };
  }

  function libraries(): Promise<Libraries> {
    loaded ??= load();
    return loaded;
  }

  const isOn = (): boolean => configuration.features().plugins !== false;

  // What changes files is done one after the other.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(what: string | null, change: (all: Libraries) => Promise<T>): Promise<T> {
    const mine = last.then(async () => told(what, async () => change(await libraries())));
    last = mine.catch(() => {});
    return mine;
  }

  const shelf: PluginShelf = {
    isOn: () => answered(isOn),
    async list(folders) {
      if (!answered(isOn)) return { marketplaces: [], marketplaceLoadErrors: [] };
      const { plugins } = await libraries();
      const listed = await told('list plugins', () => plugins.list(folders));
      const mayUpdate = rules.areVersioned && pluginSwitches(settings.read()).size > 0;
      if (mayUpdate)
        await inTurn('update plugins', async () => {
          if (await plugins.refresh(folders, () => false)) input.onChange();
        });
      return listed;
    },
    async read(marketplacePath, name) {
      const { plugins } = await libraries();
      return told('read plugin details', () => plugins.read(marketplacePath, name));
    },
    install: (marketplacePath, name, first) =>
      inTurn('install plugin', async ({ plugins }) => {
        const authPolicy = await plugins.install(marketplacePath, name, first);
        input.onChange();
        return authPolicy;
      }),
    uninstall: (key, first) =>
      inTurn('uninstall plugin', async ({ plugins }) => {
        const id = idOf(key);
        if (id === null) return false;
        first?.();
        await plugins.uninstall(id);
        input.onChange();
        return true;
      }),
    addMarketplace: (source) => inTurn(null, ({ marketplaces }) => marketplaces.add(source)),
    removeMarketplace: (name) =>
      inTurn('remove marketplace', ({ marketplaces }) => marketplaces.remove(name)),
    upgradeMarketplaces: (name) =>
      inTurn('upgrade marketplaces', async ({ marketplaces, plugins }) => {
        const upgraded = await marketplaces.upgrade(name);
        const names = new Set(upgraded.selectedMarketplaces);
        for (const { marketplaceName } of upgraded.errors) names.delete(marketplaceName);
        if (upgraded.upgradedRoots.length > 0 && (await plugins.refresh([], (one) => names.has(one))))
          input.onChange();
        return upgraded;
      }),
  };

  /** Null where it may be the id of a remote one. @throws PluginFailure where it can be none at all */
  function idOf(key: string) {
    if (profile.quirks.pluginsMayBeRemote) return keyOrNull(key, rules);
    return parseKey(key, rules);
  }

  function inEffect(choice: PluginChoice = ALL_PLUGINS): readonly InstalledPlugin[] {
    const config = settings.read();
    if (pluginSwitches(config).size === 0 || !isOn()) return [];
    const policy = settings.policy();
    const kept = policy && new Set(allowedMarketplaces(config, codexHome, policy).map(({ name }) => name));
    const installed = installedPlugins(
      config,
      { store, rules },
      (marketplace) => kept?.has(marketplace) ?? true,
    );
    return installed.filter(({ key }) => isChosen(key, choice));
  }

  function offered(choice: PluginChoice): (InstalledPlugin & OfferedPlugin)[] {
    try {
      return inEffect(choice).map((one) => ({ ...one, hasSkills: one.skillFolders.length > 0 }));
    } catch (thrown) {
      return whereUnreadable(thrown, []);
    }
  }

  return {
    shelf,
    inEffect,
    reader: {
      text: (isKnownModel, choice) =>
        isKnownModel || !rules.areVersioned ? pluginsText(offered(choice), rules) : null,
      named: (content, { threadId, choice }) =>
        mayMentionPlugin(content)
          ? mentionedPlugins(content, offered(choice)).flatMap((one) => {
              const servers = input.serversOf(threadId, one.key);
              const apps = input.appsOf(threadId, one.appIds);
              return mentionText(one, { servers, apps }, rules) ?? [];
            })
          : [],
    },
  };
}

function settingsIn(configuration: Configuration, { quirks }: Profile): PluginSettings {
  // Older versions know no quotes in paths of keys; names of plug-ins need none there.
  const pathOf = (keys: readonly string[]): string =>
    keys.map(quirks.pluginsAreVersioned ? keyText : String).join('.');
  const write = async (keyPath: string, value: unknown): Promise<void> => {
    const edits = [{ keyPath, value, mergeStrategy: 'replace' as const }];
    try {
      await configuration.write({ edits, filePath: null, expectedVersion: null });
    } catch (cause) {
      throw new PluginFailure(`failed to update user config.toml: ${messageOf(cause)}`, {
        isInternal: true,
        cause,
      });
    }
  };
  return {
    read: () => configuration.userValues(),
    policy() {
      const demands = quirks.pluginsAreVersioned ? configuration.demands() : null;
      const marketplaces = demands?.tree.marketplaces;
      if (demands === null || !isTree(marketplaces) || marketplaces.restrict_to_allowed_sources !== true)
        return null;
      const { allowed_sources: allowed } = marketplaces;
      return { file: demands.file, allowed: isTree(allowed) ? allowed : {} };
    },
    put: (keys, value) => write(pathOf(keys), value),
    async drop(keys) {
      const [table = '', key = ''] = keys;
      const entries = configuration.userValues()[table];
      if (isTree(entries) && Object.hasOwn(entries, key)) await write(pathOf(keys), null);
    },
  };
}

/** `what` is done, in words, where it fails on our side; null: the failure says it. @throws RpcError */
async function told<T>(what: string | null, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof ConfigUnreadable) throw unreadable(thrown);
    if (!(thrown instanceof PluginFailure)) throw thrown;
    if (!thrown.isInternal) throw new RpcError(RpcCode.invalidRequest, thrown.message, { cause: thrown });
    const intro = what === null ? '' : `failed to ${what}: `;
    throw new RpcError(RpcCode.internalError, `${intro}${thrown.message}`, { cause: thrown });
  }
}
