// Routes that codex tries on its own once somebody is signed in: the account's apps and their tools; plug-ins and
// telemetry, of which there is nothing.

import { isObject } from '../model-request.js';
import { type Exchange, type Route, sendJson } from '../route.js';
import { type AccountDeps, forAccount } from './account-routes.js';
import { type AppToolsDeps, answerAppTools } from './app-tools.js';
import type { Login } from './login.js';

/** 0.118 calls it apps, 0.169 ps/mcp. */
const MCP_PATH = /^\/(?:wham\/apps|api\/codex\/apps|ps\/mcp|api\/codex\/ps\/mcp)$/;

export function appsRoutes(deps: AccountDeps & AppToolsDeps): readonly Route[] {
  return [
    { method: 'POST', path: MCP_PATH, handle: (exchange) => answerAppTools(exchange, deps) },
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
