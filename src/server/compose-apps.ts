// The apps of the account in use, put together from what its backend tells and from the configuration.

import { type AppsClientDeps, createAppsClient } from '../adapters/account/apps-client.js';
import { type Configuration, isTree } from '../adapters/config/index.js';
import { type Apps, createApps } from '../domain/apps/apps.js';
import type { EventSink } from '../domain/events.js';
import type { SignedIn } from '../domain/login/account.js';
import type { McpConnector, McpTool } from '../domain/mcp/mcp-ports.js';
import type { Profile } from '../protocol/index.js';
import { isSwitchedOff } from './compose-config.js';
import { lazyConnector } from './compose-mcp.js';

const STARTUP_TIMEOUT_MS = 30_000;

export function composeApps({
  profile,
  configuration,
  env,
  client,
  signedIn,
  sink,
}: {
  readonly profile: Profile;
  readonly configuration: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly client: Omit<AppsClientDeps, 'hasExtensions' | 'tools'>;
  signedIn(): SignedIn | null;
  readonly sink: EventSink;
}): Apps {
  const { backendHasExtensions } = profile.quirks;
  const nobody = { token: () => Promise.resolve(null), renewed: () => Promise.resolve(null) };
  const connector = lazyConnector({ profile, env }, nobody);
  return createApps({
    sources: createAppsClient({
      ...client,
      hasExtensions: backendHasExtensions,
      tools: (server) => toolsOf(connector, server),
    }),
    toolsComeFirst: !backendHasExtensions,
    tellsFromStartAlone: backendHasExtensions,
    signedIn,
    areOn: () => !isSwitchedOff(configuration, 'apps'),
    isEnabled: (id) => isAppEnabled(configuration, id),
    sink,
  });
}

function isAppEnabled(configuration: Configuration, id: string): boolean {
  const { apps } = configuration.userValues();
  if (!isTree(apps)) return true;
  const [own, others] = [apps[id], apps._default];
  if (isTree(own) && typeof own.enabled === 'boolean') return own.enabled;
  return !(isTree(others) && others.enabled === false);
}

async function toolsOf(
  connector: McpConnector,
  { url, headers }: { url: string; headers: Readonly<Record<string, string>> },
): Promise<readonly McpTool[]> {
  const connection = await connector.connect(
    {
      name: 'codex_apps',
      transport: { kind: 'http', url, bearerTokenEnvVar: null, headers, envHeaders: {} },
      isEnabled: true,
      isRequired: false,
      startupTimeoutMs: STARTUP_TIMEOUT_MS,
      toolTimeoutMs: STARTUP_TIMEOUT_MS,
      enabledTools: null,
      disabledTools: [],
      approvalModes: {},
      defaultApprovalMode: 'auto',
    },
    {
      cwd: '/',
      signal: new AbortController().signal,
      onElicitation: () => Promise.resolve({ action: 'cancel', content: null }),
    },
  );
  await connection.close();
  return connection.tools;
}
