// Routes that codex tries on its own once somebody is signed in: apps, plug-ins, telemetry. There is nothing there.

import { isObject } from '../model-request.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, type Route, send, sendJson } from '../route.js';

/** 0.118 calls it apps, 0.169 ps/mcp. */
const MCP_PATH = /^\/(?:wham\/apps|api\/codex\/apps|ps\/mcp|api\/codex\/ps\/mcp)$/;

export function appsRoutes(): readonly Route[] {
  return [
    { method: 'POST', path: MCP_PATH, handle: answerMcp },
    {
      method: 'POST',
      path: '/codex/analytics-events/events',
      handle: ({ response }) => sendJson(response, {}),
    },
    {
      method: 'GET',
      path: /^\/ps\/plugins\/(?:list|installed)$/,
      handle: ({ response }) => sendJson(response, { plugins: [], pagination: { next_page_token: null } }),
    },
    {
      method: 'GET',
      path: '/ps/plugins/suggested/codex',
      handle: ({ response }) => sendJson(response, { enabled: false, plugins: [] }),
    },
    { method: 'GET', path: '/plugins/featured', handle: ({ response }) => sendJson(response, []) },
  ];
}

/** The server of the account's apps, in the protocol for tools: one without any. */
function answerMcp({ json, response }: Exchange): RequestEnd {
  const { id, method, params } = isObject(json) ? json : {};
  if (id === undefined) return send(response, 202, 'application/json', '');
  const result = isObject(params) || params === undefined ? mcpResult(method, params) : undefined;
  const error = { code: -32601, message: `This method is not known: ${String(method)}.` };
  return sendJson(response, { jsonrpc: '2.0', id, ...(result === undefined ? { error } : { result }) });
}

function mcpResult(method: unknown, params: Readonly<Record<string, unknown>> = {}): unknown {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'app-server-test-client', version: '1' },
      };
    case 'tools/list':
      return { tools: [] };
    case 'resources/list':
      return { resources: [] };
    case 'resources/templates/list':
      return { resourceTemplates: [] };
    case 'ping':
      return {};
    default:
      return undefined;
  }
}
