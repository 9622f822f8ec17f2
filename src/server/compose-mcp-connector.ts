// The connections to MCP servers, without the SDK behind them until the first is wanted.

import type { Environments } from '../domain/environments/environment-ports.js';
import type { McpConnector, McpOAuth } from '../domain/mcp/mcp-ports.js';
import type { Profile } from '../protocol/index.js';

/** Brings the SDK along, so it is loaded when the first server is to be reached. */
export function lazyConnector(
  {
    profile: { name: version, quirks },
    env,
    places,
  }: {
    readonly profile: Profile;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly places: Pick<Environments, 'servers'>;
  },
  oauth: Pick<McpOAuth, 'token' | 'renewed'>,
): McpConnector {
  return {
    async connect(config, options) {
      const { createMcpConnector } = await import('../adapters/mcp/mcp-connector.js');
      const connector = createMcpConnector({
        version,
        env,
        oauth,
        places,
        promisesElicitations: quirks.mcpServersAreToldToAsk,
        readsAllToolPages: quirks.mcpToolPagesAreRead,
        repeatsHandshakeCause: quirks.mcpHandshakeCauseIsRepeated,
      });
      return connector.connect(config, options);
    },
  };
}
