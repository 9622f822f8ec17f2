// MCP servers for tests that need none.
import { McpServers } from '../../../src/domain/mcp/mcp-servers.js';
import type { Clock } from '../../../src/util/clock.js';

export function noMcp(clock: Clock): McpServers {
  return new McpServers({
    connector: { connect: () => Promise.reject(new Error('there are no MCP servers here')) },
    oauth: {
      status: () => Promise.resolve('unsupported'),
      login: () => Promise.reject(new Error('there are no MCP servers here')),
      token: () => Promise.resolve(null),
      renewed: () => Promise.resolve(null),
    },
    configured: () => [],
    found: () => Promise.resolve([]),
    apps: { policies: () => null, server: () => null },
    allow: () => Promise.resolve(),
    hash: (text) => text,
    oneOffFolder: '/',
    rules: {
      authMayBeUnknown: true,
      toolsAreGrouped: true,
      outputsNameTime: true,
      approvalsNameTool: true,
      neverRefuses: true,
      toolsMayBeHidden: true,
      reviewersExplain: true,
      statusUsesOfferedNames: false,
      reloadsAtOnce: true,
      appsServerTakesLogins: true,
      appCallsNameTurn: true,
      unknownModelsHearOfNoApps: true,
      statusHasDetail: true,
    },
    clock,
    catalog: {
      facts: () => {
        throw new Error('nothing is called here');
      },
    },
  });
}
