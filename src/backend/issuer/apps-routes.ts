// Routes that codex tries on its own once somebody is signed in: the account's apps and their tools; plug-ins and
// telemetry, of which there is nothing.

import type { App } from '../login-script.js';
import { isObject } from '../model-request.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, type Route, send, sendJson } from '../route.js';
import { type AccountDeps, forAccount } from './account-routes.js';
import type { Login } from './login.js';
import type { LoginBook } from './login-book.js';

/** 0.118 calls it apps, 0.169 ps/mcp. */
const MCP_PATH = /^\/(?:wham\/apps|api\/codex\/apps|ps\/mcp|api\/codex\/ps\/mcp)$/;

export interface AppsDeps extends AccountDeps {
  readonly book: LoginBook;
}

export function appsRoutes(deps: AppsDeps): readonly Route[] {
  return [
    { method: 'POST', path: MCP_PATH, handle: (exchange) => answerMcp(exchange, deps) },
    {
      method: 'GET',
      path: '/connectors/directory/list',
      handle: (exchange) => forAccount(exchange, deps, (login) => directory(login, 'all'), 'apps'),
    },
    {
      method: 'GET',
      path: '/connectors/directory/list_workspace',
      handle: (exchange) => forAccount(exchange, deps, (login) => directory(login, 'workspace'), 'apps'),
    },
    {
      method: 'POST',
      path: '/ps/apps/batch',
      handle: (exchange) => forAccount(exchange, deps, metadata, 'apps'),
    },
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

function directory({ account }: Login, which: 'all' | 'workspace'): unknown {
  const apps = account.apps
    .filter(({ directory: where = 'all' }) => where === which)
    .map(({ id, name = id, description, isHidden = false, entry }) => ({
      id,
      name,
      description: description ?? null,
      ...(isHidden && { visibility: 'HIDDEN' }),
      ...entry,
    }));
  return { apps, nextToken: null };
}

function metadata({ account }: Login, _deps: AccountDeps, { json }: Exchange): unknown {
  const { app_ids: ids, include_tools: includesTools } = isObject(json) ? json : {};
  const wanted = new Set(Array.isArray(ids) ? ids : []);
  const apps = account.apps
    .filter(({ id }) => wanted.has(id))
    .map(({ id, name = id, description, tools = [] }) => ({
      id,
      name,
      description: description ?? null,
      icon_url: null,
      icon_url_dark: null,
      distribution_channel: null,
      ...(includesTools === true && {
        tools: tools.map((tool) => ({
          name: tool.name,
          title: tool.title ?? null,
          description: tool.description ?? '',
          is_enabled: true,
          disabled_reason: null,
          is_read_only: tool.isReadOnly ?? false,
        })),
      }),
    }));
  return { apps };
}

/** The server of the account's apps, in the protocol for tools. */
function answerMcp({ json, response, headers }: Exchange, { vault, book }: AppsDeps): RequestEnd {
  const { id, method, params } = isObject(json) ? json : {};
  if (id === undefined) return send(response, 202, 'application/json', '');
  const bearer = vault.readBearer(headers.authorization);
  // 0.169.0 sends no token where there is no TLS.
  const login =
    bearer.kind === 'valid' ? bearer.login : book.logins.findLast(({ state }) => state === 'signedIn');
  const apps = login?.account.apps ?? [];
  const result = isObject(params) || params === undefined ? mcpResult(apps, method, params) : undefined;
  const error = { code: -32601, message: `This method is not known: ${String(method)}.` };
  return sendJson(response, { jsonrpc: '2.0', id, ...(result === undefined ? { error } : { result }) });
}

function mcpResult(
  apps: readonly App[],
  method: unknown,
  params: Readonly<Record<string, unknown>> = {},
): unknown {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'app-server-test-client', version: '1' },
      };
    case 'tools/list':
      return { tools: apps.flatMap(toolsOf) };
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

function toolsOf({ id, name = id, description, tools = [] }: App): unknown[] {
  return tools.map((tool) => ({
    name: tool.name,
    ...(tool.title !== undefined && { title: tool.title }),
    description: tool.description ?? '',
    inputSchema: { type: 'object', properties: {} },
    annotations: { readOnlyHint: tool.isReadOnly ?? false },
    _meta: {
      connector_id: id,
      connector_name: name,
      ...(description !== undefined && { connector_description: description }),
    },
  }));
}
