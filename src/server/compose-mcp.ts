// MCP servers, put together from configuration and the adapter that reaches them. The adapter brings the SDK along,
// so it is loaded when the first server is to be reached.

import { createHash } from 'node:crypto';
import { type Configuration, keyText } from '../adapters/config/index.js';
import { McpServers } from '../domain/mcp/mcp-servers.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { answered } from './compose-config.js';
import type { Logger } from './logger.js';

interface McpInput {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function composeMcp(
  { profile, clock, logger, env }: McpInput,
  configuration: Configuration,
): McpServers {
  const { name: version, quirks } = profile;
  return new McpServers({
    connector: {
      async connect(config, options) {
        const { createMcpConnector } = await import('../adapters/mcp/mcp-connector.js');
        const connector = createMcpConnector({
          version,
          env,
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
