import type { McpServerConfig } from '../../src/domain/mcp/mcp-ports.js';

/** A server that is reached over HTTP, as a test does not care how. */
export function mcpServer(name: string, more: Partial<McpServerConfig> = {}): McpServerConfig {
  return {
    name,
    transport: { kind: 'http', url: 'http://x/', bearerTokenEnvVar: null, headers: {}, envHeaders: {} },
    isEnabled: true,
    isRequired: false,
    startupTimeoutMs: 1,
    toolTimeoutMs: 1,
    enabledTools: null,
    disabledTools: [],
    approvalModes: {},
    defaultApprovalMode: 'auto',
    ...more,
  };
}
