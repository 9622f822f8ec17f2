// plugin/*: plug-ins of marketplaces on this machine. Nobody here asks the vendor's cloud for any: what is about remote
// ones is answered as without an account.

import type { AppInfo } from '../../domain/apps/app-list.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ResultOf } from '../../protocol/index.js';
import { at } from '../../util/peek.js';
import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';

export const plugin = defineRoom('plugin', ({ profile, plugins, apps }) => {
  const { pluginsAreVersioned: isNewer } = profile.quirks;
  /** What the account in use knows of the apps a plug-in brings; null where nobody has apps. */
  const known = async (brought: Detail['apps'], originator: string): Promise<readonly AppInfo[] | null> => {
    if (brought.length === 0) return [];
    return apps.described(
      originator,
      brought.map(({ id }) => id),
    );
  };
  const shownOf = ({ id, name, description, installUrl, isAccessible }: AppInfo): Detail['apps'][number] => ({
    ...{ id, name, description, category: null, installUrl },
    ...(isNewer ? {} : { needsAuth: !isAccessible }),
  });
  /** Newer versions tell nobody of apps who has none. */
  const appsOf = async (brought: Detail['apps'], originator: string): Promise<Detail['apps']> =>
    (await known(brought, originator))?.map(shownOf) ?? (isNewer ? [] : brought);
  /** Of what is about remote plug-ins: while plug-ins are off it is `off`, otherwise nobody is signed in. */
  const notRemote = (off: string, what: string): RpcError => (plugins.isOn() ? unsigned(what) : refusal(off));
  const notShared = (what: string) => (): never => {
    throw notRemote('plugin sharing is not enabled', what);
  };
  /** 0.118.0 can be asked to do the same for the account. */
  const syncing = (params: object, deed: string): (() => void) | undefined =>
    profile.quirks.pluginSyncErrorIsTold && at(params, 'forceRemoteSync') === true
      ? () => {
          const why = 'chatgpt authentication required for remote plugin mutation';
          throw new RpcError(RpcCode.internalError, `failed to ${deed} remote plugin: ${why}`);
        }
      : undefined;
  return {
    'plugin/list': concurrent(async ({ cwds, marketplaceKinds }) => {
      const kinds = marketplaceKinds ?? ['local'];
      if (kinds.some((kind) => OF_ACCOUNTS.has(kind)) && plugins.isOn())
        throw unsigned('list remote plugin catalog');
      return {
        ...(kinds.includes('local') ? await plugins.list(cwds ?? []) : NONE),
        featuredPluginIds: [],
        ...(profile.quirks.pluginSyncErrorIsTold ? { remoteSyncError: null } : {}),
      };
    }),
    'plugin/installed': concurrent(async ({ cwds, installSuggestionPluginNames }) => {
      const { marketplaces, marketplaceLoadErrors } = await plugins.list(cwds ?? []);
      const suggested = new Set(installSuggestionPluginNames);
      const kept = marketplaces.map((marketplace) => ({
        ...marketplace,
        plugins: marketplace.plugins.filter(({ installed, name }) => installed || suggested.has(name)),
      }));
      return { marketplaces: kept.filter(({ plugins: left }) => left.length > 0), marketplaceLoadErrors };
    }),
    'plugin/search': concurrent(async ({ searchTerm, scope, cwds, cursor }) => {
      const isElsewhere = scope === 'global' || scope === 'workspace';
      const { searchPlugins } = await import('../../domain/plugins/plugin-search.js');
      const { marketplaces } = isElsewhere || cursor != null ? NONE : await plugins.list(cwds ?? []);
      return { data: searchPlugins(marketplaces, searchTerm), nextCursor: null };
    }),
    'plugin/reconcile': () => ({
      changedPlugins: [],
      failedRemotePluginIds: [],
      failedMaterializationRemotePluginIds: [],
    }),
    'plugin/read': concurrent(async (params, { originator }) => {
      const { marketplacePath, remoteMarketplaceName, pluginName } = params;
      const place = placeOf('plugin/read', marketplacePath, remoteMarketplaceName);
      if ('remote' in place)
        throw notRemote(
          `remote plugin read is not enabled for marketplace ${place.remote}`,
          'read remote plugin details',
        );
      if (!plugins.isOn()) throw refusal('plugins feature is disabled');
      const detail = await plugins.read(place.path, pluginName);
      return { plugin: { ...detail, apps: await appsOf(detail.apps, originator) } };
    }),
    'plugin/skill/read': ({ remoteMarketplaceName }) => {
      throw notRemote(
        `remote plugin skill read is not enabled for marketplace ${remoteMarketplaceName}`,
        'read remote plugin skill details',
      );
    },
    'plugin/share/save': notShared('save remote plugin share'),
    'plugin/share/updateTargets': notShared('update remote plugin share targets'),
    'plugin/share/list': notShared('list remote plugin shares'),
    'plugin/share/checkout': notShared('checkout plugin share'),
    'plugin/share/delete': notShared('delete remote plugin share'),
    'plugin/install': concurrent(async (params, { originator }) => {
      const { marketplacePath, remoteMarketplaceName, pluginName } = params;
      const place = placeOf('plugin/install', marketplacePath, remoteMarketplaceName);
      if ('remote' in place)
        throw notRemote(
          `remote plugin install is not enabled for marketplace ${place.remote}`,
          'read remote plugin details before install',
        );
      const authPolicy = await plugins.install(place.path, pluginName, syncing(params, 'enable'));
      const brought = (await plugins.read(place.path, pluginName)).apps;
      const lacking = ((await known(brought, originator)) ?? []).filter(({ isAccessible }) => !isAccessible);
      return { authPolicy, appsNeedingAuth: lacking.map(shownOf) };
    }),
    'plugin/uninstall': async (params) => {
      const { pluginId } = params;
      if (await plugins.uninstall(pluginId, syncing(params, 'uninstall'))) return {};
      if (!/^[\w-]+$/.test(pluginId)) throw refusal('invalid remote plugin id');
      throw notRemote('remote plugin uninstall is not enabled', 'resolve remote plugin before uninstall');
    },
  };
});

type Detail = ResultOf<'plugin/read'>['plugin'];

const NONE = { marketplaces: [], marketplaceLoadErrors: [] };

/** Kinds of marketplaces that belong to an account. */
const OF_ACCOUNTS: ReadonlySet<string> = new Set([
  'workspace-directory',
  'shared-with-me',
  'created-by-me-remote',
]);

/** Where the plug-in is that is meant. */
function placeOf(
  method: string,
  path: string | null | undefined,
  remote: string | null | undefined,
): { readonly path: string } | { readonly remote: string } {
  if (path != null && remote == null) return { path };
  if (path == null && remote != null) return { remote };
  throw refusal(`${method} requires exactly one of marketplacePath or remoteMarketplaceName`);
}

function unsigned(what: string): RpcError {
  return refusal(`${what}: chatgpt authentication required for remote plugin catalog`);
}

function refusal(message: string): RpcError {
  return new RpcError(RpcCode.invalidRequest, message);
}
