// plugin/*: this server has no plug-ins; it answers as the real ones do where the feature is switched off.

import { stat } from 'node:fs/promises';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';

export const plugin = defineRoom('plugin', ({ profile }) => ({
  'plugin/list': () => ({
    ...NONE,
    featuredPluginIds: [],
    ...(profile.quirks.pluginSyncErrorIsTold ? { remoteSyncError: null } : {}),
  }),
  'plugin/installed': () => NONE,
  'plugin/search': () => ({ data: [], nextCursor: null }),
  'plugin/reconcile': () => ({
    changedPlugins: [],
    failedRemotePluginIds: [],
    failedMaterializationRemotePluginIds: [],
  }),
  'plugin/read': ({ marketplacePath, remoteMarketplaceName }) => {
    const remote = remoteIn('plugin/read', marketplacePath, remoteMarketplaceName);
    throw remote === null
      ? DISABLED()
      : refusal(`remote plugin read is not enabled for marketplace ${remote}`);
  },
  'plugin/skill/read': ({ remoteMarketplaceName }) => {
    throw refusal(`remote plugin skill read is not enabled for marketplace ${remoteMarketplaceName}`);
  },
  'plugin/share/save': notShared,
  'plugin/share/updateTargets': notShared,
  'plugin/share/list': notShared,
  'plugin/share/checkout': notShared,
  'plugin/share/delete': notShared,
  'plugin/install': async ({ marketplacePath, remoteMarketplaceName }) => {
    const remote = remoteIn('plugin/install', marketplacePath, remoteMarketplaceName);
    if (remote !== null) throw refusal(`remote plugin install is not enabled for marketplace ${remote}`);
    const found = await stat(marketplacePath ?? '').catch(() => null);
    throw found === null ? refusal(`marketplace file \`${marketplacePath}\` does not exist`) : DISABLED();
  },
  // Taking away what is not there is done at once.
  'plugin/uninstall': ({ pluginId }) => {
    if (/^[^@]+@[^@]+$/.test(pluginId)) return {};
    if (!profile.quirks.pluginsMayBeRemote)
      throw refusal(`invalid plugin key \`${pluginId}\`; expected <plugin>@<marketplace>`);
    throw refusal(
      /^[\w-]+$/.test(pluginId) ? 'remote plugin uninstall is not enabled' : 'invalid remote plugin id',
    );
  },
}));

const NONE = { marketplaces: [], marketplaceLoadErrors: [] };

const DISABLED = (): RpcError => refusal('plugins feature is disabled');

function notShared(): never {
  throw refusal('plugin sharing is not enabled');
}

/** The remote marketplace that is meant; null: a local one. */
function remoteIn(
  method: string,
  path: string | null | undefined,
  remote: string | null | undefined,
): string | null {
  if ((path == null) === (remote == null))
    throw refusal(`${method} requires exactly one of marketplacePath or remoteMarketplaceName`);
  return remote ?? null;
}

function refusal(message: string): RpcError {
  return new RpcError(RpcCode.invalidRequest, message);
}
