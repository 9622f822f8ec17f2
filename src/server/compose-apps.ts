// The apps of the account in use, put together from what its backend tells and from the configuration: the MCP server
// that has their tools, and what clients are told of them.

import type { AccountClientDeps } from '../adapters/account/account-request.js';
import { createAppsClient } from '../adapters/account/apps-client.js';
import { accountTokens, appsServerUrl, getsToken } from '../adapters/account/apps-server.js';
import {
  appPoliciesIn,
  type Configuration,
  merged,
  switchesIn,
  type Tree,
  treeOfDotted,
} from '../adapters/config/index.js';
import { type Apps, createApps } from '../domain/apps/apps.js';
import { type PluginOfApps, pluginsOfApp } from '../domain/apps/plugin-apps.js';
import { NO_ENVIRONMENTS } from '../domain/environments/environment-ports.js';
import type { EventSink } from '../domain/events.js';
import { isChatgpt, type SignedIn } from '../domain/login/account.js';
import { isAppEnabled } from '../domain/mcp/app-policies.js';
import { APPS_SERVER } from '../domain/mcp/app-tools.js';
import type {
  AppPolicies,
  AppsServer,
  McpConnector,
  McpServerConfig,
  McpTool,
} from '../domain/mcp/mcp-ports.js';
import type { Profile } from '../protocol/index.js';
import { isSwitchedOff, whereUnreadable } from './compose-config.js';
import { lazyConnector } from './compose-mcp-connector.js';
import type { PluginsInEffect } from './compose-plugins.js';

const STARTUP_TIMEOUT_MS = 30_000;
const TOOL_TIMEOUT_MS = 120_000;

interface AppsInput {
  readonly profile: Profile;
  readonly configuration: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly client: AccountClientDeps;
  signedIn(): SignedIn | null;
  readonly plugins: PluginsInEffect;
}

export interface ComposedAppsServer extends AppsServer {
  /** Reaches that server in the account's name. */
  readonly connector: McpConnector;
}

export function composeAppsServer(input: AppsInput): ComposedAppsServer {
  const { profile, configuration, env, client, signedIn, plugins } = input;
  const { quirks } = profile;
  const rules = {
    hasExtensions: quirks.backendHasExtensions,
    tokenStaysAtChatgpt: quirks.appTokensStayAtChatgpt,
  };
  const places = NO_ENVIRONMENTS;
  const withToken = lazyConnector({ profile, env, places }, accountTokens(client));
  const nobody = { token: () => Promise.resolve(null), renewed: () => Promise.resolve(null) };
  const withoutToken = lazyConnector({ profile, env, places }, nobody);
  return {
    policies({ cwd, config }) {
      const own = treeOfDotted(config ?? {});
      if (isSwitchedOff(configuration, 'apps') || switchesIn(own.features).apps === false) return null;
      return policiesIn(merged(valuesOf(configuration, cwd), own), profile);
    },
    server(policies) {
      const account = signedIn();
      if (!isChatgpt(account)) return null;
      const url = appsServerUrl(client.baseUrl(), rules);
      const { accountId } = account;
      const apps = {
        accountId,
        policies,
        getsToken: getsToken(url, rules),
        pluginsOf: pluginNamesById(pluginsOf(plugins)),
      };
      const headers: Record<string, string> =
        apps.getsToken && accountId !== null ? { 'chatgpt-account-id': accountId } : {};
      return { ...SERVER, transport: { ...HTTP, url, headers }, apps };
    },
    connector: {
      connect: (config, options) =>
        (config.apps?.getsToken === true ? withToken : withoutToken).connect(config, options),
    },
  };
}

const HTTP = { kind: 'http', bearerTokenEnvVar: null, envHeaders: {} } as const;

const SERVER: Omit<McpServerConfig, 'transport'> = {
  name: APPS_SERVER,
  isEnabled: true,
  isRequired: false,
  startupTimeoutMs: STARTUP_TIMEOUT_MS,
  toolTimeoutMs: TOOL_TIMEOUT_MS,
  enabledTools: null,
  disabledTools: [],
  approvalModes: {},
  defaultApprovalMode: 'auto',
};

export function composeApps({
  profile,
  configuration,
  client,
  signedIn,
  server,
  plugins,
  sink,
}: Omit<AppsInput, 'env'> & { readonly server: ComposedAppsServer; readonly sink: EventSink }): Apps {
  const { backendHasExtensions } = profile.quirks;
  const policies = (): AppPolicies => policiesIn(configuration.userValues(), profile);
  return createApps({
    sources: createAppsClient({
      ...client,
      hasExtensions: backendHasExtensions,
      tools: () => toolsOf(server, policies()),
    }),
    toolsComeFirst: !backendHasExtensions,
    tellsFromStartAlone: backendHasExtensions,
    signedIn,
    areOn: () => !isSwitchedOff(configuration, 'apps'),
    isEnabled: (id) => isAppEnabled(policies(), id),
    plugins: () => pluginsOf(plugins),
    sink,
  });
}

function pluginNamesById(plugins: readonly PluginOfApps[]): Record<string, string[]> {
  const ids = new Set(plugins.flatMap(({ appIds }) => appIds));
  return Object.fromEntries([...ids].map((id) => [id, pluginsOfApp(id, plugins)]));
}

/** None where what there is cannot be read. */
function pluginsOf(inEffect: PluginsInEffect): readonly PluginOfApps[] {
  try {
    return inEffect();
  } catch (thrown) {
    return whereUnreadable(thrown, []);
  }
}

function policiesIn(config: Tree, { quirks }: Profile): AppPolicies {
  return appPoliciesIn(config, { areNewer: quirks.appToolsAreAssumedRisky });
}

/** Of a configuration that cannot be read nothing is known. */
function valuesOf(configuration: Configuration, cwd: string | null): Tree {
  try {
    return configuration.values(cwd);
  } catch {
    return {};
  }
}

async function toolsOf(server: ComposedAppsServer, policies: AppPolicies): Promise<readonly McpTool[]> {
  const config = server.server(policies);
  if (config === null) return [];
  const connection = await server.connector.connect(config, {
    cwd: '/',
    signal: new AbortController().signal,
    onElicitation: () => Promise.resolve({ action: 'cancel', content: null }),
  });
  await connection.close();
  return connection.tools;
}
