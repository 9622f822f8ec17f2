// A tiny MCP server for tests, on the official SDK: over stdio when run plainly, over streamable HTTP with `--http`.
// What it was told and what became of it is appended to the file MCP_JOURNAL names, one JSON object a line.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as types from '@modelcontextprotocol/sdk/types.js';

const journal = (entry) => {
  if (process.env.MCP_JOURNAL) appendFileSync(process.env.MCP_JOURNAL, `${JSON.stringify(entry)}\n`);
};

const object = (properties = {}, required = []) => ({ type: 'object', properties, required });
const words = (text) => ({ content: [{ type: 'text', text }] });

const TOOLS = [
  {
    name: 'echo',
    title: 'Echo',
    description: 'Says it again.',
    inputSchema: object({ text: { type: 'string' } }, ['text']),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'env',
    description: 'A variable of this process.',
    inputSchema: object({ name: { type: 'string' } }),
  },
  { name: 'fail', description: 'Fails.', inputSchema: object(), annotations: { readOnlyHint: true } },
  {
    name: 'throw',
    description: 'Answers with an error.',
    inputSchema: object(),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'structured',
    description: 'Answers with data.',
    inputSchema: object(),
    outputSchema: object({ sum: { type: 'number' } }, ['sum']),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'picture',
    description: 'Answers with an image.',
    inputSchema: object(),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'progress',
    description: 'Tells how far it is.',
    inputSchema: object(),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'sleep',
    description: 'Takes its time.',
    inputSchema: object({ ms: { type: 'number' } }),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'ask-form',
    description: 'Asks for data.',
    inputSchema: object(),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'ask-url',
    description: 'Asks to open a page.',
    inputSchema: object(),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'destroy',
    title: 'Destroy it',
    description: 'Does harm.',
    inputSchema: object({ what: { type: 'string' } }),
    annotations: { destructiveHint: true, openWorldHint: true },
  },
  { name: 'plain', description: 'Has no annotations.', inputSchema: object() },
  {
    name: 'sound',
    description: 'Answers with a recording.',
    inputSchema: object(),
    annotations: { readOnlyHint: true },
  },
  {
    name: 'exit',
    description: 'Ends the server.',
    inputSchema: object(),
    annotations: { readOnlyHint: true },
  },
];

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const wait = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

const ACTS = {
  echo: async ({ text }) => words(String(text)),
  env: async ({ name }) => words(process.env[name] ?? '(unset)'),
  fail: async () => ({ ...words('it went wrong'), isError: true }),
  throw: async () => {
    throw new types.McpError(-32050, 'thrown on purpose', { hint: 'none' });
  },
  structured: async () => ({ ...words('the sum is 3'), structuredContent: { sum: 3 } }),
  picture: async () => ({
    content: [
      { type: 'text', text: 'look' },
      { type: 'image', data: PIXEL, mimeType: 'image/png' },
    ],
  }),
  progress: async (_, { _meta, sendNotification }) => {
    const progressToken = _meta?.progressToken;
    if (progressToken === undefined) return words('nobody wants to know');
    for (const [progress, message] of [
      [1, 'one of two'],
      [2, 'two of two'],
    ])
      await sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 2, message },
      });
    return words('done');
  },
  sleep: async ({ ms }, { signal }) => {
    await wait(ms ?? 60_000, signal);
    if (signal.aborted) journal({ cancelled: 'sleep' });
    return words('slept');
  },
  'ask-form': async (_, __, server) => {
    const answer = await server.elicitInput({
      message: 'Who are you?',
      requestedSchema: object({ name: { type: 'string', title: 'Name' }, age: { type: 'integer' } }, [
        'name',
      ]),
    });
    return words(JSON.stringify(answer));
  },
  'ask-url': async (_, __, server) => {
    const answer = await server.elicitInput({
      mode: 'url',
      message: 'Please sign in.',
      url: 'http://127.0.0.1:9/sign-in',
      elicitationId: 'sign-in-1',
    });
    return words(JSON.stringify(answer));
  },
  destroy: async ({ what }) => words(`destroyed ${what}`),
  plain: async () => words('plain'),
  sound: async () => ({ content: [{ type: 'audio', data: 'AAAA', mimeType: 'audio/wav' }] }),
  exit: async () => process.exit(1),
};

function scripted() {
  const server = new Server(
    { name: 'scripted', version: '1.2.3', title: 'Scripted server' },
    {
      capabilities: { tools: { listChanged: true }, resources: {} },
      instructions: 'Use these tools in tests only.',
    },
  );
  server.setRequestHandler(types.ListToolsRequestSchema, async ({ params }) => {
    const from = Number(params?.cursor ?? 0);
    const next = from + 9;
    return { tools: TOOLS.slice(from, next), ...(next < TOOLS.length ? { nextCursor: String(next) } : {}) };
  });
  server.setRequestHandler(types.CallToolRequestSchema, async ({ params }, extra) => {
    journal({ called: params.name, arguments: params.arguments ?? null, meta: params._meta ?? null });
    const act = ACTS[params.name];
    if (!act) throw new types.McpError(-32602, `Unknown tool: ${params.name}`);
    return act(params.arguments ?? {}, extra, server);
  });
  server.setRequestHandler(types.ListResourcesRequestSchema, async () => ({
    resources: [
      { uri: 'test://one', name: 'one', title: 'The first', description: 'A text.', mimeType: 'text/plain' },
      { uri: 'test://two', name: 'two' },
    ],
  }));
  server.setRequestHandler(types.ListResourceTemplatesRequestSchema, async () => ({
    resourceTemplates: [{ uriTemplate: 'test://by-name/{name}', name: 'by name', description: 'Any text.' }],
  }));
  server.setRequestHandler(types.ReadResourceRequestSchema, async ({ params: { uri } }) => {
    if (uri === 'test://one') return { contents: [{ uri, mimeType: 'text/plain', text: 'first text' }] };
    if (uri === 'test://two') return { contents: [{ uri, blob: 'AAEC' }] };
    throw new types.McpError(-32002, `Resource not found: ${uri}`);
  });
  server.oninitialized = () =>
    journal({ client: server.getClientVersion(), capabilities: server.getClientCapabilities() });
  return server;
}

const delay = Number(process.env.MCP_START_DELAY_MS ?? 0);
journal({ pid: process.pid, argv: process.argv.slice(2), cwd: process.cwd() });
process.on('SIGTERM', () => {
  journal({ signal: 'SIGTERM' });
  process.exit(0);
});
if (process.env.MCP_EXIT_CODE) process.exit(Number(process.env.MCP_EXIT_CODE));
if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));

if (process.argv.includes('--http')) await serveHttp();
else {
  const transport = new StdioServerTransport();
  process.stdin.on('end', () => {
    journal({ stdin: 'end' });
    process.exit(0);
  });
  await scripted().connect(transport);
}

/** One session a client; the address is the first line of stdout. */
async function serveHttp() {
  const sessions = new Map();
  const http = createServer(async (request, response) => {
    journal({ http: request.method, headers: request.headers });
    const wanted = process.env.MCP_BEARER;
    if (wanted && request.headers.authorization !== `Bearer ${wanted}`) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('no');
      return;
    }
    const id = request.headers['mcp-session-id'];
    let transport = id ? sessions.get(id) : undefined;
    if (!transport && id) {
      response.writeHead(404).end();
      return;
    }
    if (!transport) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: () => crypto.randomUUID(),
        onsessioninitialized: (made) => sessions.set(made, transport),
      });
      await scripted().connect(transport);
    }
    await transport.handleRequest(request, response);
  });
  http.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${http.address().port}/mcp\n`));
  process.stdin.on('end', () => process.exit(0)).resume();
}
