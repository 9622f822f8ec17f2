// The MCP server of an account's apps, over streamable HTTP without sessions: it lists their tools and answers calls as
// the script says.

import { type Clock, sleep } from '../../util/clock.js';
import type { App, AppTool } from '../login-script.js';
import { isObject } from '../model-request.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, send, sendJson } from '../route.js';
import type { LoginBook } from './login-book.js';
import type { TokenVault } from './token-vault.js';

export interface AppToolsDeps {
  readonly clock: Clock;
  readonly vault: TokenVault;
  readonly book: LoginBook;
}

type Params = Readonly<Record<string, unknown>>;
type Outcome =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } };

export async function answerAppTools(exchange: Exchange, deps: AppToolsDeps): Promise<RequestEnd> {
  const { json, response, headers, signal } = exchange;
  const { id, method, params = {} } = isObject(json) ? json : {};
  if (id === undefined) return send(response, 202, 'application/json', '');
  const bearer = deps.vault.readBearer(headers.authorization);
  // 0.169.0 may send no token here.
  const login =
    bearer.kind === 'valid' ? bearer.login : deps.book.logins.findLast(({ state }) => state === 'signedIn');
  const apps = login?.account.apps ?? [];
  const tool = method === 'tools/call' && isObject(params) ? toolNamed(apps, params.name) : undefined;
  if (tool?.delayMs !== undefined) {
    await sleep(deps.clock, tool.delayMs, signal).catch(() => undefined);
    if (signal.aborted) return { status: 0, how: 'aborted' };
  }
  const outcome = !isObject(params)
    ? unknownMethod(method)
    : method === 'tools/call'
      ? called(tool, params)
      : answered(apps, method, params);
  return sendJson(response, { jsonrpc: '2.0', id, ...outcome });
}

function answered(apps: readonly App[], method: unknown, params: Params): Outcome {
  switch (method) {
    case 'initialize':
      return {
        result: {
          protocolVersion: params.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'app-server-test-client', version: '1' },
        },
      };
    case 'tools/list':
      return { result: { tools: apps.flatMap(toolsOf) } };
    case 'resources/list':
      return { result: { resources: [] } };
    case 'resources/templates/list':
      return { result: { resourceTemplates: [] } };
    case 'ping':
      return { result: {} };
    default:
      return unknownMethod(method);
  }
}

function unknownMethod(method: unknown): Outcome {
  return { error: { code: -32601, message: `This method is not known: ${String(method)}.` } };
}

function toolNamed(apps: readonly App[], name: unknown): AppTool | undefined {
  return apps.flatMap(({ tools = [] }) => tools).find((tool) => tool.name === name);
}

function called(tool: AppTool | undefined, { name }: Params): Outcome {
  if (tool === undefined)
    return { error: { code: -32602, message: `No app has this tool: ${String(name)}.` } };
  if (tool.error !== undefined) return { error: { code: -32000, message: tool.error } };
  const { result = 'Done.' } = tool;
  return { result: typeof result === 'string' ? { content: [{ type: 'text', text: result }] } : result };
}

function toolsOf({ id, name = id, description, tools = [] }: App): unknown[] {
  return tools.map((tool) => ({
    name: tool.name,
    ...(tool.title !== undefined && { title: tool.title }),
    description: tool.description ?? '',
    inputSchema: tool.inputSchema ?? { type: 'object', properties: {} },
    annotations: { readOnlyHint: tool.isReadOnly ?? false, ...tool.annotations },
    _meta: {
      ...tool._meta,
      connector_id: id,
      connector_name: name,
      ...(description !== undefined && { connector_description: description }),
    },
  }));
}
