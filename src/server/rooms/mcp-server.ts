// mcpServer/*: what clients do with MCP servers themselves. Nobody is asked whether they may.

import { callForClient, readForClient } from '../../domain/mcp/mcp-status.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ResultOf } from '../../protocol/index.js';
import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';

export const mcpServer = defineRoom('mcpServer', ({ agent, mcp, oneOff }) => ({
  'mcpServer/tool/call': concurrent(async ({ threadId, server, tool, arguments: given, _meta: meta }) => {
    agent.liveThread(threadId);
    const result = await callForClient(mcp, { threadId, server, tool, arguments: given, meta });
    return result as ResultOf<'mcpServer/tool/call'>; // as the server gave it
  }),

  'mcpServer/resource/read': concurrent(async ({ threadId, server, uri, originCallId }) => {
    if (threadId != null) agent.liveThread(threadId);
    const asked = { threadId: threadId ?? null, cwd: oneOff.cwd, server, uri };
    const { contents } = await readForClient(mcp, asked);
    type Read = ResultOf<'mcpServer/resource/read'>;
    return { contents: [...contents] as Read['contents'], originCallId: originCallId ?? null }; // as the server gave them
  }),

  // Only apps that OpenAI hosts send events, and there are none without it.
  'mcpServer/event/stream/start': ({ threadId }) => {
    agent.liveThread(threadId);
    throw new RpcError(RpcCode.invalidRequest, 'MCP event subscriptions are only supported for hosted apps');
  },
  'mcpServer/event/stream/stop': () => ({}),
}));
