// The three tools by which the model reads resources of MCP servers; offered where any server is configured.

import { textAt } from '../../util/peek.js';
import type { ToolCall, ToolContext, ToolOutput } from '../ports.js';
import { functionTool, text } from '../tools/tool.js';
import { argumentsOf, argumentsProblem, type CallDeps, endOnce, startItem } from './mcp-call.js';
import { McpFailure } from './mcp-ports.js';
import { unknownServerText } from './mcp-texts.js';
import type { McpThread } from './mcp-thread.js';

const LISTS = {
  list_mcp_resources: { kind: 'resources', method: 'resources/list' },
  list_mcp_resource_templates: { kind: 'resourceTemplates', method: 'resources/templates/list' },
} as const;

const SERVER = text('Name of an MCP server, as it is configured. Left out: all of them.');
const CURSOR = text('What the page before gave as nextCursor. Left out: the first page.');

export const RESOURCE_TOOLS: readonly unknown[] = [
  functionTool(
    'list_mcp_resources',
    'Lists what MCP servers have to read: files, schemas and other context.',
    { cursor: CURSOR, server: SERVER },
    [],
  ),
  functionTool(
    'list_mcp_resource_templates',
    'Lists the kinds of resources of MCP servers whose address takes parameters.',
    { cursor: CURSOR, server: SERVER },
    [],
  ),
  functionTool(
    'read_mcp_resource',
    'Reads one resource of an MCP server.',
    { server: text('Name of the MCP server.'), uri: text('Address of the resource, as it was listed.') },
    ['server', 'uri'],
  ),
];

export function isResourceTool({ name, namespace, kind }: ToolCall): boolean {
  return (
    kind === 'function' && namespace === null && (name === 'read_mcp_resource' || Object.hasOwn(LISTS, name))
  );
}

export async function callResourceTool(
  call: ToolCall,
  { thread, context }: { readonly thread: McpThread; readonly context: ToolContext },
  { clock }: CallDeps,
): Promise<ToolOutput> {
  const problem = argumentsProblem(call.input);
  if (problem !== null) return { output: `failed to parse function arguments: ${problem}`, isRefused: true };
  const given = argumentsOf(call.input);
  const startedAt = clock.monotonic();
  const item = startItem(context, {
    callId: call.callId,
    // Questions to all servers are the agent's own.
    server: textAt(given, 'server') ?? 'codex',
    tool: { name: call.name },
    app: null,
    pluginId: null,
    arguments: given ?? {},
    readOnlyHint: null,
  });
  const complete = endOnce(context, item, () => clock.monotonic() - startedAt);
  try {
    const output = JSON.stringify(await answer(call.name, given, thread));
    const result = { content: [{ type: 'text', text: output }], structuredContent: null, _meta: null };
    complete({ status: 'completed', result, error: null });
    return { output, value: output };
  } catch (thrown) {
    if (!(thrown instanceof McpFailure)) throw thrown;
    complete({ status: 'failed', result: null, error: { message: thrown.message } });
    return { output: thrown.message, isRefused: true };
  }
}

async function answer(tool: string, given: unknown, thread: McpThread): Promise<unknown> {
  const server = textAt(given, 'server');
  if (tool === 'read_mcp_resource') {
    const uri = textAt(given, 'uri') ?? '';
    if (server === undefined) throw failed('resources/read', 'missing field `server`');
    const { contents } = await told(
      `resources/read failed: resources/read failed for \`${server}\` (${uri})`,
      async () => (await known(thread, server)).read(uri),
    );
    return { server, uri, contents };
  }
  const { kind, method } = LISTS[tool as keyof typeof LISTS]; // isResourceTool lets no other name in
  if (server !== undefined) {
    const cursor = textAt(given, 'cursor') ?? null;
    const page = await told(`${method} failed: ${method} failed for \`${server}\``, async () =>
      (await known(thread, server)).page(kind, cursor),
    );
    const { nextCursor } = page;
    const entries = marked(server, page[kind]);
    return { server, [kind]: entries, ...(typeof nextCursor === 'string' ? { nextCursor } : {}) };
  }
  const lists = await Promise.allSettled(
    thread.names().map(async (name) => marked(name, await (await known(thread, name))[kind]())),
  );
  return { [kind]: lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : [])) };
}

async function known(thread: McpThread, server: string) {
  const connection = thread.connection(server);
  if (connection === null) throw new McpFailure({ type: 'other', message: unknownServerText(server) });
  return connection;
}

async function told<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    if (!(thrown instanceof McpFailure)) throw thrown;
    const { kind, message } = thrown;
    const cause = kind.type === 'answer' ? `Mcp error: ${kind.code}: ${kind.message}` : message;
    throw new McpFailure({ type: 'other', message: `${what}: ${cause}` }, { cause: thrown });
  }
}

function failed(method: string, message: string): McpFailure {
  return new McpFailure({ type: 'other', message: `${method} failed: ${message}` });
}

/** Entries name their server first. */
function marked(server: string, entries: unknown): unknown[] {
  if (!Array.isArray(entries)) return [];
  return entries.map((entry: object) => ({ server, ...entry }));
}
