// MCP servers, put together from configuration and the adapter that reaches them. The adapter brings the SDK along,
// so it is loaded when the first server is to be reached.

import { createHash } from 'node:crypto';
import { type Configuration, keyText } from '../adapters/config/index.js';
import type { McpOAuth } from '../domain/mcp/mcp-ports.js';
import { McpServers } from '../domain/mcp/mcp-servers.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { answered } from './compose-config.js';
import type { HostIdentity } from './host-identity.js';
import type { Logger } from './logger.js';

interface McpInput {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function composeMcp(
  { profile, host, clock, logger, env }: McpInput,
  configuration: Configuration,
): McpServers {
  const { name: version, quirks } = profile;
  const oauth = lazyOAuth(host.codexHome, { clock, bindsToServer: quirks.mcpLoginsBindToServer });
  return new McpServers({
    oauth,
    connector: {
      async connect(config, options) {
        const { createMcpConnector } = await import('../adapters/mcp/mcp-connector.js');
        const connector = createMcpConnector({
          version,
          env,
          oauth,
          takesElicitations: quirks.mcpServersMayAsk,
          readsAllToolPages: quirks.mcpToolPagesAreRead,
          repeatsHandshakeCause: quirks.mcpHandshakeCauseIsRepeated,
        });
        return connector.connect(config, options);
      },
    },
    configured: (where) => answered(() => configuration.mcpServers(where)),
    async allow(server, tool) {
      const keyPath = ['mcp_servers', server, 'tools', tool, 'approval_mode'].map(keyText).join('.');
      const edits = [{ keyPath, value: 'approve', mergeStrategy: 'upsert' as const }];
      try {
        await configuration.write({ edits, filePath: null, expectedVersion: null });
      } catch (thrown) {
        const detail = messageOf(thrown);
        logger.log('warn', 'A consent for an MCP tool cannot be written down.', { detail });
      }
    },
    hash: (text) => createHash('sha1').update(text).digest('hex'),
    rules: {
      authMayBeUnknown: quirks.mcpAuthMayBeUnknown,
      toolsAreGrouped: quirks.mcpToolsAreGrouped,
      outputsNameTime: quirks.mcpOutputsNameTime,
      approvalsNameTool: quirks.mcpApprovalNamesTool,
      neverRefuses: quirks.mcpNeverPolicyRefuses,
      statusUsesOfferedNames: quirks.mcpStatusUsesOfferedNames,
      statusHasDetail: quirks.mcpStatusHasDetail,
    },
    clock,
  });
}

/** Brings the SDK along, so it is loaded when it is first asked. */
function lazyOAuth(
  codexHome: string,
  options: { readonly clock: Clock; readonly bindsToServer: boolean },
): McpOAuth {
  let loaded: Promise<McpOAuth> | undefined;
  const load = async (): Promise<McpOAuth> => {
    const [{ createMcpOAuth }, { McpCredentials }] = await Promise.all([
      import('../adapters/mcp/mcp-oauth.js'),
      import('../adapters/mcp/mcp-credentials.js'),
    ]);
    return createMcpOAuth({ ...options, credentials: new McpCredentials(codexHome) });
  };
  const oauth = (): Promise<McpOAuth> => {
    loaded ??= load();
    return loaded;
  };
  return {
    status: async (server) => (await oauth()).status(server),
    login: async (server, how) => (await oauth()).login(server, how),
    token: async (server) => (await oauth()).token(server),
  };
}
