// mcpServer/*: what clients do with MCP servers themselves. Nobody is asked whether they may.

import { APPS_SERVER } from '../../domain/mcp/app-tools.js';
import { callForClient, readForClient } from '../../domain/mcp/mcp-status.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import type { ResultOf } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import { timeOrderedId } from '../../util/ids.js';
import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';
import { optionalThreadIdOf, threadIdOf } from '../thread-id.js';

const USUAL_TIMEOUT_S = 300;

export const mcpServer = defineRoom('mcpServer', ({ agent, mcp }) => ({
  'mcpServer/tool/call': concurrent(async (params) => {
    const { server, tool, arguments: given, _meta: meta } = params;
    const threadId = threadIdOf(params);
    agent.liveThread(threadId);
    const result = await callForClient(mcp, { threadId, server, tool, arguments: given, meta });
    return result as ResultOf<'mcpServer/tool/call'>; // as the server gave it
  }),

  'mcpServer/resource/read': concurrent(async ({ threadId: given, server, uri, originCallId }) => {
    const threadId = optionalThreadIdOf(given);
    if (threadId !== null) agent.liveThread(threadId);
    else if (originCallId != null) throw refused('originCallId requires threadId');
    const { contents } = await readForClient(mcp, { threadId, server, uri });
    type Read = ResultOf<'mcpServer/resource/read'>;
    return { contents: [...contents] as Read['contents'], originCallId: originCallId ?? null }; // as the server gave them
  }),

  'mcpServer/oauth/login': concurrent(async ({ name, threadId: given, scopes, timeoutSecs }) => {
    const threadId = optionalThreadIdOf(given);
    if (threadId !== null) agent.liveThread(threadId);
    const found = mcp.configured(threadId).find((server) => server.name === name);
    const isThere = found?.apps === undefined || mcp.rules.appsServerTakesLogins;
    const transport = isThere ? found?.transport : undefined;
    if (transport === undefined) throw refused(`No MCP server named '${name}' found.`);
    if (transport.kind !== 'http') {
      throw refused('OAuth login is only supported for streamable HTTP servers.');
    }
    const loginId = timeOrderedId();
    const how = { scopes: scopes ?? null, timeoutMs: (timeoutSecs ?? USUAL_TIMEOUT_S) * 1000 };
    const { authorizationUrl, ended } = await mcp.login({ name, url: transport.url }, how).catch((thrown) => {
      throw new RpcError(
        RpcCode.internalError,
        `failed to login to MCP server '${name}': ${messageOf(thrown)}`,
      );
    });
    void ended.then((error) =>
      agent.hub.emit({ scope: 'all', event: { type: 'mcpLoginCompleted', name, threadId, loginId, error } }),
    );
    return { authorizationUrl, loginId };
  }),

  // Only apps that OpenAI hosts send events, and there are none without it.
  'mcpServer/event/stream/start': (params, { connection }) => {
    const { server } = params;
    if (server !== APPS_SERVER) throw refused('MCP event subscriptions are only supported for hosted apps');
    const threadId = threadIdOf(params);
    if (!agent.hub.isSubscribed(connection, threadId))
      throw refused(`connection is not subscribed to thread '${threadId}'`);
    const isThere = mcp.configured(threadId).some(({ name }) => name === server);
    const why = isThere ? 'it sends no events' : `unknown MCP server '${server}'`;
    throw new RpcError(RpcCode.internalError, `failed to start MCP event stream for '${server}': ${why}`);
  },
  'mcpServer/event/stream/stop': () => ({}),
}));

function refused(message: string): RpcError {
  return new RpcError(RpcCode.invalidRequest, message);
}
