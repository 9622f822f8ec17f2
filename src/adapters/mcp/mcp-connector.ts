// Connections to MCP servers through the official SDK, over stdio and streamable HTTP. Loaded with the first server
// that is configured.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ElicitRequestSchema, ErrorCode, McpError, ResultSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Environments } from '../../domain/environments/environment-ports.js';
import { ofPlugins } from '../../domain/mcp/mcp-plugin.js';
import {
  type McpCallResult,
  type McpConnection,
  type McpConnector,
  type McpElicitation,
  McpFailure,
  type McpOAuth,
  type McpServerConfig,
  type McpTool,
} from '../../domain/mcp/mcp-ports.js';
import { messageOf } from '../../util/coded-error.js';
import { osErrorText } from '../files/os-error.js';
import { openTransport } from './mcp-transport.js';

export interface McpConnectorOptions {
  /** Of this client, as it introduces itself. */
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly oauth: Pick<McpOAuth, 'token' | 'renewed'>;
  /** Where servers of other machines are. */
  readonly places: Pick<Environments, 'servers'>;
  /** Whether servers are told that they may ask people. */
  readonly promisesElicitations: boolean;
  /** Whether tools are read beyond the first page. */
  readonly readsAllToolPages: boolean;
  /** Whether a failed handshake names its cause twice. */
  readonly repeatsHandshakeCause: boolean;
}

/** A list that never ends is cut here. */
const MOST_PAGES = 100;

export function createMcpConnector(options: McpConnectorOptions): McpConnector {
  return {
    async connect(config, { cwd, signal, onElicitation }) {
      const client = new Client(
        { name: 'codex-mcp-client', title: 'Codex', version: options.version },
        {
          capabilities: options.promisesElicitations
            ? { experimental: { 'codex/auth-change': {} }, elicitation: { form: {}, url: {} } }
            : {},
        },
      );
      const answer = async (params: Record<string, unknown>) => {
        const { action, content } = await onElicitation(elicitationOf(params));
        if (action !== 'accept') return { action };
        // The SDK checks it against what was asked for.
        return { action, content: (content ?? {}) as Record<string, string> };
      };
      if (options.promisesElicitations) {
        client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params));
      } else {
        // Servers that ask without having been told that they may are answered all the same; the SDK has no
        // handler of its own for what was not promised.
        client.fallbackRequestHandler = async ({ method, params }) => {
          if (method === 'elicitation/create') return answer(params ?? {});
          throw new McpError(ErrorCode.MethodNotFound, 'Method not found');
        };
      }
      const { env, oauth, places } = options;
      const reach = { cwd, env, oauth, places };
      const transport = await inTime(config, signal, () => openTransport(config, reach));
      try {
        // `inTime` is the judge; the SDK's own limit of a minute must not come first.
        const patience = { timeout: config.startupTimeoutMs + 1000 };
        await inTime(config, signal, () => client.connect(transport, patience));
        const found = await inTime(config, signal, () =>
          listTools(client, options.readsAllToolPages, patience),
        );
        const owner = config.plugin === undefined ? [] : [config.plugin.displayName];
        const tools = found.map((tool) => ofPlugins(tool, owner));
        return connectionOf(client, transport, { config, tools });
      } catch (thrown) {
        await closeAll(client, transport);
        throw startFailure(thrown, options.repeatsHandshakeCause);
      }
    },
  };
}

function connectionOf(
  client: Client,
  transport: Transport,
  { config, tools }: { readonly config: McpServerConfig; readonly tools: readonly McpTool[] },
): McpConnection {
  const ask = async (
    method: string,
    params: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> => {
    if (client.transport === undefined) throw closed();
    try {
      return await client.request({ method, params }, ResultSchema, {
        timeout: config.toolTimeoutMs,
        // Nobody is told of it; asking for it is how the server knows that somebody waits.
        onprogress: () => {},
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (thrown) {
      signal?.throwIfAborted();
      throw callFailure(thrown, config);
    }
  };
  const page: McpConnection['page'] = (kind, cursor) =>
    ask(
      kind === 'resources' ? 'resources/list' : 'resources/templates/list',
      cursor === null ? {} : { cursor },
    );
  const all = async (kind: 'resources' | 'resourceTemplates'): Promise<readonly unknown[]> => {
    if (client.getServerCapabilities()?.resources === undefined) return [];
    return allPages((cursor) => page(kind, cursor), kind);
  };
  return {
    serverInfo: client.getServerVersion() ?? null,
    capabilities: client.getServerCapabilities() ?? null,
    instructions: client.getInstructions() ?? null,
    tools,
    get isClosed() {
      return client.transport === undefined;
    },
    // What a server answers is handed on as it is; only its frame was checked.
    call: async ({ tool, arguments: given, meta, signal }) =>
      (await ask(
        'tools/call',
        { name: tool, ...(given === undefined ? {} : { arguments: given }), _meta: { ...meta } },
        signal,
      )) as unknown as McpCallResult,
    resources: () => all('resources'),
    resourceTemplates: () => all('resourceTemplates'),
    page,
    async read(uri) {
      const { contents } = await ask('resources/read', { uri });
      return { contents: Array.isArray(contents) ? contents : [] };
    },
    close: () => closeAll(client, transport),
  };
}

async function listTools(
  client: Client,
  readsAll: boolean,
  patience: { timeout: number },
): Promise<readonly McpTool[]> {
  if (client.getServerCapabilities()?.tools === undefined) return [];
  const found = await allPages(
    (cursor) =>
      client.request(
        { method: 'tools/list', params: cursor === null ? {} : { cursor } },
        ResultSchema,
        patience,
      ),
    'tools',
    readsAll ? MOST_PAGES : 1,
  );
  return found.filter(isTool);
}

async function allPages(
  read: (cursor: string | null) => Promise<Record<string, unknown>>,
  member: string,
  most = MOST_PAGES,
): Promise<unknown[]> {
  const found: unknown[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < most; page++) {
    const answer: Record<string, unknown> = await read(cursor);
    const entries = answer[member];
    if (Array.isArray(entries)) found.push(...entries);
    if (typeof answer.nextCursor !== 'string' || answer.nextCursor === '') break;
    cursor = answer.nextCursor;
  }
  return found;
}

function isTool(entry: unknown): entry is McpTool {
  return typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string';
}

function elicitationOf(params: Record<string, unknown>): McpElicitation {
  const { mode, message, requestedSchema, url, elicitationId } = params;
  const _meta = (params._meta as Record<string, unknown> | undefined) ?? null;
  return mode === 'url'
    ? { mode, _meta, message: String(message), url: String(url), elicitationId: String(elicitationId) }
    : { mode: 'form', _meta, message: String(message), requestedSchema };
}

/** @throws McpFailure `startTimeout`, or the signal's reason */
async function inTime<T>(config: McpServerConfig, signal: AbortSignal, start: () => Promise<T>): Promise<T> {
  const { startupTimeoutMs } = config;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new McpFailure({ type: 'startTimeout', seconds: startupTimeoutMs / 1000 })),
      startupTimeoutMs,
    );
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([start(), end]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

function startFailure(thrown: unknown, isRepeated: boolean): McpFailure {
  if (thrown instanceof McpFailure) return thrown;
  if (thrown instanceof Error && 'errno' in thrown) {
    return new McpFailure({ type: 'other', message: osErrorText(thrown) }, { cause: thrown });
  }
  const cause = isClosed(thrown) ? 'connection closed: initialize response' : messageOf(thrown);
  const message = `handshaking with MCP server failed: ${isRepeated ? `${cause}: ${cause}` : cause}`;
  return new McpFailure({ type: 'other', message }, { cause: thrown });
}

function callFailure(thrown: unknown, { toolTimeoutMs }: McpServerConfig): McpFailure {
  if (!(thrown instanceof McpError)) {
    return new McpFailure({ type: 'other', message: messageOf(thrown) }, { cause: thrown });
  }
  if (isTheSdks(thrown, ErrorCode.RequestTimeout, 'Request timed out')) {
    return new McpFailure({ type: 'callTimeout', seconds: toolTimeoutMs / 1000 }, { cause: thrown });
  }
  if (isClosed(thrown)) return closed(thrown);
  // The SDK puts its own words before the server's.
  const { code, data } = thrown;
  const message = thrown.message.replace(`MCP error ${code}: `, '');
  return new McpFailure({ type: 'answer', code, message, data }, { cause: thrown });
}

/** Of a call whose server is gone, or goes. */
function closed(cause?: unknown): McpFailure {
  return new McpFailure({ type: 'other', message: 'Transport closed' }, { cause });
}

function isClosed(thrown: unknown): boolean {
  return isTheSdks(thrown, ErrorCode.ConnectionClosed, 'Connection closed');
}

/** Servers answer with codes that the SDK uses as well: its own errors are known by their words. */
function isTheSdks(thrown: unknown, code: ErrorCode, words: string): boolean {
  return thrown instanceof McpError && thrown.message === `MCP error ${code}: ${words}`;
}

async function closeAll(client: Client, transport: Transport): Promise<void> {
  await client.close().catch(() => {});
  await transport.close().catch(() => {});
}
