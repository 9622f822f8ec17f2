// mcpServerStatus/list and what clients do with a server themselves: each server described, its tools called, its
// resources read.

import type { ResultOf } from '../../protocol/index.js';
import { isRecord } from '../../util/peek.js';
import { DomainError } from '../errors.js';
import { notAnObject } from './mcp-call.js';
import { namedTools, safe } from './mcp-names.js';
import {
  type McpCallResult,
  type McpConnection,
  McpFailure,
  type McpServerConfig,
  type McpTool,
} from './mcp-ports.js';
import type { McpServers } from './mcp-servers.js';
import { clientCallFailureText, readFailureText, startCause, startProblem } from './mcp-texts.js';
import { isOffered, type McpThread } from './mcp-thread.js';

type Status = ResultOf<'mcpServerStatus/list'>['data'][number];

export interface StatusQuery {
  readonly threadId: string | null;
  readonly withResources: boolean;
}

export async function serverStatus(
  servers: McpServers,
  config: McpServerConfig,
  { threadId, withResources }: StatusQuery,
): Promise<Status> {
  const thread = threadId === null ? null : servers.thread(threadId);
  const bare = bareStatus(config, thread);
  if (!isUsed(config, thread)) return bare;
  const asked = servers.authStatus(config);
  asked.catch(() => {});
  const describe = (connection: McpConnection): Promise<Status> =>
    described(bare, { config, connection, withResources, servers, isOfThread: thread !== null });
  try {
    const running = (await thread?.connection(config.name)) ?? null;
    // One that is gone is started again for this question alone.
    const isThere = running !== null && !running.isClosed;
    const status = isThere ? await describe(running) : await servers.withConnection(config, describe);
    return { ...status, authStatus: await asked };
  } catch (thrown) {
    if (!(thrown instanceof McpFailure)) throw thrown;
    const before = await asked;
    // What failed may have been the end of a login.
    const authStatus = before === 'oAuth' ? await servers.authStatus(config) : before;
    return { ...bare, authStatus, toolsError: startCause(startProblem(thrown)) };
  }
}

/** Whether it is switched on, and of an environment that the thread has chosen. */
function isUsed({ name, isEnabled, environmentId }: McpServerConfig, thread: McpThread | null): boolean {
  return isEnabled && (environmentId === undefined || thread === null || thread.state(name) !== null);
}

function bareStatus(config: McpServerConfig, thread: McpThread | null): Status {
  const { name, transport, plugin } = config;
  const state = isUsed(config, thread) ? (thread?.state(name) ?? 'notStarted') : 'disabled';
  return {
    name,
    runtimeStatus: thread === null ? null : state,
    pluginId: plugin?.key ?? null,
    httpOrigin: transport.kind === 'http' ? new URL(transport.url).origin : null,
    serverInfo: null,
    serverCapabilities: null,
    toolListMeta: null,
    tools: {},
    toolsError: null,
    resources: [],
    resourceTemplates: [],
    authStatus: 'unsupported',
  };
}

async function described(
  bare: Status,
  {
    config,
    connection,
    withResources,
    servers,
    isOfThread,
  }: {
    readonly config: McpServerConfig;
    readonly connection: McpConnection;
    readonly withResources: boolean;
    readonly servers: McpServers;
    /** Of the server of the apps it tells less. */
    readonly isOfThread: boolean;
  },
): Promise<Status> {
  const [resources, resourceTemplates] = withResources
    ? await Promise.all([orNone(connection.resources()), orNone(connection.resourceTemplates())])
    : [[], []];
  const tools = connection.tools.filter((tool) => isOffered(tool, config));
  const blank = { title: null, description: null, icons: null, websiteUrl: null };
  // What servers say of themselves goes out as it came: the protocol's types repeat those of MCP.
  const said = {
    serverInfo: isRecord(connection.serverInfo) ? { ...blank, ...connection.serverInfo } : null,
    serverCapabilities: isOfThread && config.apps !== undefined ? null : connection.capabilities,
    tools: Object.fromEntries(shownTools(config, tools, servers)),
    resources,
    resourceTemplates,
  } as unknown as Status;
  return { ...bare, ...said };
}

/** Under the names that the model calls them by, where a version shows those. */
function shownTools(
  config: McpServerConfig,
  tools: readonly McpTool[],
  { rules, naming }: McpServers,
): (readonly [string, McpTool])[] {
  if (!rules.statusUsesOfferedNames) return tools.map((tool) => [tool.name, tool]);
  const front = `mcp__${safe(config.name)}__`;
  return namedTools([{ config, instructions: null, tools }], naming)
    .filter(({ qualified }) => qualified.startsWith(front))
    .map(({ qualified, tool }) => [qualified.slice(front.length), tool]);
}

async function orNone(list: Promise<readonly unknown[]>): Promise<readonly unknown[]> {
  try {
    return await list;
  } catch (thrown) {
    if (thrown instanceof McpFailure) return [];
    throw thrown;
  }
}

/** A client's own call; nobody is asked whether it may. @throws DomainError `mcpServerUnknown` | `mcpFailed` */
export function callForClient(
  servers: McpServers,
  asked: {
    readonly threadId: string;
    readonly server: string;
    readonly tool: string;
    readonly arguments: unknown;
    readonly meta: unknown;
  },
): Promise<McpCallResult> {
  const { threadId, server, tool, meta } = asked;
  const failureText = (failure: McpFailure): string => clientCallFailureText(server, tool, failure);
  return answered(async () => {
    const connection = await connectionOf(servers, threadId, server);
    const given = asked.arguments ?? undefined;
    if (given !== undefined && !isRecord(given)) {
      throw inWords(notAnObject(given), failureText);
    }
    const call = connection.call({
      tool,
      arguments: given,
      meta: { ...(isRecord(meta) ? meta : {}), threadId },
      signal: new AbortController().signal,
    });
    return worded(call, failureText);
  });
}

/** @throws DomainError `mcpServerUnknown` | `mcpFailed` */
export function readForClient(
  servers: McpServers,
  {
    threadId,
    server,
    uri,
  }: {
    readonly threadId: string | null;
    readonly server: string;
    readonly uri: string;
  },
): Promise<{ readonly contents: readonly unknown[] }> {
  return answered(async () => {
    const read = (connection: McpConnection) =>
      worded(connection.read(uri), (failure) => readFailureText(server, uri, failure));
    if (threadId !== null) return read(await connectionOf(servers, threadId, server));
    const config = servers.configured(null).find(({ name, isEnabled }) => name === server && isEnabled);
    if (config === undefined) throw new DomainError({ code: 'mcpServerUnknown', server });
    return servers.withConnection(config, read);
  });
}

function connectionOf(servers: McpServers, threadId: string, server: string): Promise<McpConnection> {
  const connection = servers.thread(threadId)?.connection(server) ?? null;
  if (connection === null) throw new DomainError({ code: 'mcpServerUnknown', server });
  return worded(connection, (failure) => `failed to get client: ${startCause(startProblem(failure))}`);
}

/** What is asked of a server, with a failure of ours in those words; what the server says stays as it is. */
async function worded<T>(asked: Promise<T>, text: (failure: McpFailure) => string): Promise<T> {
  try {
    return await asked;
  } catch (thrown) {
    throw thrown instanceof McpFailure && thrown.kind.type !== 'answer' ? inWords(thrown, text) : thrown;
  }
}

function inWords(cause: McpFailure, text: (failure: McpFailure) => string): McpFailure {
  return new McpFailure({ type: 'other', message: text(cause) }, { cause });
}

async function answered<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    if (!(thrown instanceof McpFailure)) throw thrown;
    const { kind, message } = thrown;
    const answer = kind.type === 'answer' ? { code: kind.code, data: kind.data } : null;
    throw new DomainError({ code: 'mcpFailed', message, answer }, { cause: thrown });
  }
}
