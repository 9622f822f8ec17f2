// An MCP server that wants a token, over streamable HTTP without sessions: one tool that says hello to whoever may.

import { isRecord } from '../../util/peek.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, type Route, send, sendJson } from '../route.js';
import { MCP_PATH, type McpIssuer } from './mcp-issuer.js';

export function mcpRoutes(issuer: McpIssuer, url: () => string): readonly Route[] {
  return [
    ...issuer.routes,
    { method: 'POST', path: MCP_PATH, handle: (exchange) => answer(exchange, issuer, url()) },
    // There is nothing to listen to.
    {
      method: 'GET',
      path: MCP_PATH,
      handle: (exchange) =>
        issuer.admits(exchange) ? send(exchange.response, 405, 'text/plain', '') : refuse(exchange, url()),
    },
  ];
}

function answer(exchange: Exchange, issuer: McpIssuer, url: string): RequestEnd {
  if (!issuer.admits(exchange)) return refuse(exchange, url);
  const { json, response } = exchange;
  if (!isRecord(json) || json.id === undefined) return send(response, 202, 'text/plain', '');
  const { id } = json;
  const result = resultOf(json);
  return sendJson(
    response,
    result === null
      ? { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } }
      : { jsonrpc: '2.0', id, result },
  );
}

function resultOf({ method, params }: Readonly<Record<string, unknown>>): unknown {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: isRecord(params) ? params.protocolVersion : '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'protected', version: '1.0.0' },
      };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: [{ name: 'hello', description: 'Says hello.', inputSchema: { type: 'object' } }] };
    case 'tools/call':
      return { content: [{ type: 'text', text: 'Hello, you may.' }] };
    default:
      return null;
  }
}

function refuse({ response }: Exchange, url: string): RequestEnd {
  const metadata = `${url}/.well-known/oauth-protected-resource${MCP_PATH}`;
  return send(response, 401, 'application/json', JSON.stringify({ error: 'invalid_token' }), {
    'www-authenticate': `Bearer resource_metadata="${metadata}"`,
  });
}
