// MCP servers, put together from configuration and the adapter that reaches them.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Configuration, isTree, keyText, mcpServersIn, type Tree } from '../adapters/config/index.js';
import type { McpOAuthOptions } from '../adapters/mcp/mcp-oauth.js';
import type { McpStoreMode } from '../adapters/mcp/open-mcp-credentials.js';
import type { InstalledPlugin } from '../adapters/plugins/index.js';
import type { Environments } from '../domain/environments/environment-ports.js';
import type { McpOAuth, McpServerConfig } from '../domain/mcp/mcp-ports.js';
import { McpServers } from '../domain/mcp/mcp-servers.js';
import type { ModelCatalog } from '../domain/model-facts.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import type { ComposedAppsServer } from './compose-apps.js';
import { answered } from './compose-config.js';
import { lazyConnector } from './compose-mcp-connector.js';
import type { PluginsInEffect } from './compose-plugins.js';
import type { HostIdentity } from './host-identity.js';
import type { Logger } from './logger.js';

interface McpInput {
  readonly profile: Profile;
  readonly host: HostIdentity;
  /** The server's own folder. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly plugins: PluginsInEffect;
  readonly apps: ComposedAppsServer;
  readonly environments: Environments;
  readonly catalog: Pick<ModelCatalog, 'facts'>;
}

export function composeMcp(
  { profile, host, cwd, clock, logger, env, plugins, apps, environments, catalog }: McpInput,
  configuration: Configuration,
): McpServers {
  const { quirks } = profile;
  // Older versions leave those out that a plug-in switches off itself.
  const isListed = ({ isEnabled }: McpServerConfig): boolean => isEnabled || quirks.pluginsAreVersioned;
  const mode = () => configuration.account().mcpStore;
  const oauth = lazyOAuth(host.codexHome, {
    clock,
    bindsToServer: quirks.mcpLoginsBindToServer,
    mode,
    returnWishes: () => configuration.account().mcpReturn,
    asking: ({ environmentId }) =>
      environmentId === undefined ? fetch : (environments.servers(environmentId)?.fetch({}) ?? null),
  });
  const configured = lazyConnector({ profile, env, places: environments }, oauth);
  return new McpServers({
    oauth,
    connector: {
      connect: (config, options) =>
        (config.apps === undefined ? configured : apps.connector).connect(config, options),
    },
    apps,
    configured: ({ cwd, config, ...choice }) => {
      const place = { cwd: cwd ?? (quirks.mcpAsksWorkingFolder ? '.' : null), config };
      return answered(() => withPlugins(configuration.mcpServers(place), plugins(choice), isListed));
    },
    async found(chosen) {
      const all = chosen.map(async (one) => {
        const configured = await environments.configuration(one);
        if (configured === null) return [];
        // Nothing may run while it cannot be read what may.
        return configuration.placedServers(configured, one.environmentId);
      });
      return (await Promise.all(all.map((one) => one.catch(() => [])))).flat();
    },
    async allow({ server, tool, app }) {
      const owner = app === null ? ownerOf(server, configuration.userValues(), plugins()) : null;
      // Older versions have nowhere to keep it for a plug-in.
      if (owner !== null && !quirks.pluginsAreVersioned) return;
      const table = owner === null ? [] : ['plugins', owner];
      const place = app === null ? [...table, 'mcp_servers', server] : ['apps', app.id];
      const keyPath = [...place, 'tools', tool.name, 'approval_mode'].map(keyText).join('.');
      const edits = [{ keyPath, value: 'approve', mergeStrategy: 'upsert' as const }];
      try {
        await configuration.write({ edits, filePath: null, expectedVersion: null });
      } catch (thrown) {
        const detail = messageOf(thrown);
        logger.log('warn', 'A consent for an MCP tool cannot be written down.', { detail });
      }
    },
    oneOffFolder: quirks.oneOffServersWorkAtHome ? host.codexHome : path.resolve(cwd),
    hash: (text) => createHash('sha1').update(text).digest('hex'),
    rules: {
      authMayBeUnknown: quirks.mcpAuthMayBeUnknown,
      toolsAreGrouped: quirks.mcpToolsAreGrouped,
      outputsNameTime: quirks.mcpOutputsNameTime,
      toolsMayBeHidden: quirks.mcpToolsMayBeHidden,
      approvalsNameTool: quirks.mcpApprovalNamesTool,
      reviewersExplain: quirks.mcpReviewersExplain,
      neverRefuses: quirks.mcpNeverPolicyRefuses,
      statusUsesOfferedNames: quirks.mcpStatusUsesOfferedNames,
      reloadsAtOnce: quirks.mcpReloadsAtOnce,
      appsServerTakesLogins: quirks.appsServerTakesLogins,
      appCallsNameTurn: quirks.appCallsNameTurn,
      unknownModelsHearOfNoApps: quirks.appsAreToldToKnownModels,
      statusHasDetail: quirks.mcpStatusHasDetail,
    },
    clock,
    catalog,
  });
}

/** The key of the plug-in that brings a server; null: the configuration does. */
function ownerOf(server: string, config: Tree, plugins: readonly InstalledPlugin[]): string | null {
  const own = config.mcp_servers;
  if (isTree(own) && Object.hasOwn(own, server)) return null;
  return plugins.find(({ mcpServers }) => Object.hasOwn(mcpServers, server))?.key ?? null;
}

/** With the servers of plug-ins; of one name the configured one counts, then that of the first plug-in. */
function withPlugins(
  configured: readonly McpServerConfig[],
  plugins: readonly InstalledPlugin[],
  isListed: (server: McpServerConfig) => boolean,
): readonly McpServerConfig[] {
  if (plugins.length === 0) return configured;
  const servers = new Map(configured.map((server) => [server.name, server]));
  for (const { key, displayName, mcpServers } of plugins) {
    for (const server of mcpServersIn({ mcp_servers: mcpServers }).filter(isListed)) {
      if (!servers.has(server.name)) servers.set(server.name, { ...server, plugin: { key, displayName } });
    }
  }
  return [...servers.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Brings the SDK along, so it is loaded when it is first asked. */
function lazyOAuth(
  codexHome: string,
  options: Pick<McpOAuthOptions, 'clock' | 'bindsToServer' | 'asking' | 'returnWishes'> & {
    readonly mode: () => McpStoreMode;
  },
): McpOAuth {
  let loaded: Promise<McpOAuth> | undefined;
  const load = async (): Promise<McpOAuth> => {
    const [{ createMcpOAuth }, { openMcpCredentials, exclusivelyRenewing }] = await Promise.all([
      import('../adapters/mcp/mcp-oauth.js'),
      import('../adapters/mcp/open-mcp-credentials.js'),
    ]);
    const home = { codexHome, clock: options.clock };
    return createMcpOAuth({
      ...options,
      credentials: openMcpCredentials({ ...home, mode: options.mode }),
      exclusively: exclusivelyRenewing(home),
    });
  };
  const oauth = (): Promise<McpOAuth> => {
    loaded ??= load();
    return loaded;
  };
  return {
    status: async (server) => (await oauth()).status(server),
    login: async (server, how) => (await oauth()).login(server, how),
    token: async (server) => (await oauth()).token(server),
    renewed: async (server, refused) => (await oauth()).renewed(server, refused),
  };
}
