// mcpServerStatus/list: every configured MCP server with what it offers, asked now.

import { serverStatus } from '../../domain/mcp/mcp-status.js';
import { concurrent } from '../concurrent.js';
import { pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';
import { optionalThreadIdOf } from '../thread-id.js';

export const mcpServerStatus = defineRoom('mcpServerStatus', ({ agent, mcp }) => ({
  'mcpServerStatus/list': concurrent(async ({ cursor, limit, detail, threadId: given, serverName }) => {
    const threadId = optionalThreadIdOf(given);
    if (threadId !== null) agent.liveThread(threadId);
    const wanted = mcp.configured(threadId).filter(({ name }) => serverName == null || name === serverName);
    const { data, nextCursor } = pageOf(wanted, { cursor, limit }, 'MCP servers');
    const withResources = !(mcp.rules.statusHasDetail && detail === 'toolsAndAuthOnly');
    const query = { threadId, withResources };
    return { data: await Promise.all(data.map((config) => serverStatus(mcp, config, query))), nextCursor };
  }),
}));
