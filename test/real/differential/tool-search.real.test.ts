// Tools that a model has to look for, ours beside the real 0.169.0: what is offered, what searches find, and what a
// search that says nothing leaves. The real server lists by a measure of its own words, so what is found is compared
// as a set.
import { expect, it } from 'vitest';
import { createBackend, type ModelRequest, type Reply } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { MCP_SERVER } from '../support/mcp-server-file.js';
import { type Frame, type Side, startTarget } from '../support/target.js';

const CONFIG = `
[mcp_servers.my-srv]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(MCP_SERVER)}]
[mcp_servers.other]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(MCP_SERVER)}]
enabled_tools = ["echo", "sleep"]
`;
const tool = (name: string, description: string, more: object = {}): object => ({
  type: 'function',
  name,
  description,
  inputSchema: { type: 'object', properties: {} },
  ...more,
});
const THEIRS = [
  {
    type: 'namespace',
    name: 'theirs',
    description: 'Their group.',
    tools: [
      tool('their_tool', 'Repeats like echo does.', { deferLoading: true }),
      tool('plain_tool', 'Is there.'),
    ],
  },
  tool('own_tool', 'Is there, too.'),
];

const SEARCHES: Readonly<Record<string, unknown>> = {
  echo: { query: 'echo' },
  harm: { query: 'does harm' },
  spawn: { query: 'spawn' },
  nothing: { query: 'zebra' },
  empty: { query: '' },
  none: { query: 'echo', limit: 0 },
  negative: { query: 'echo', limit: -1 },
  fraction: { query: 'echo', limit: 1.5 },
  silent: {},
  text: '{"query":"echo"}',
};

function script({ input, userText }: ModelRequest): Reply {
  if (input.at(-1)?.type !== 'message' || !(userText in SEARCHES)) return 'done';
  const item = {
    type: 'tool_search_call',
    id: 'ts_1',
    call_id: 'call_search',
    status: 'completed',
    execution: 'client',
    arguments: SEARCHES[userText],
  };
  return { parts: [{ item }] };
}

async function seen(side: Side): Promise<unknown> {
  const backend = await createBackend({ script }).listen();
  const target = await startTarget({ side, version: '0.169.0', config: `${backend.codexConfig()}${CONFIG}` });
  try {
    await handshake(target);
    const threadId = await startThread(target, { dynamicTools: THEIRS });
    for (const name of ['my-srv', 'other'])
      await target.waitFor(
        `the start of ${name}`,
        ({ method, params }) =>
          method === 'mcpServer/startupStatus/updated' &&
          at(params, 'name') === name &&
          at(params, 'status') === 'ready',
      );
    // The real server tells of servers that came up since the last request in a message of its own.
    await runTurn(target, threadId, 'first');
    for (const text of Object.keys(SEARCHES)) await runTurn(target, threadId, text);
    const bodies = backend.requests.filter(({ path }) => path.endsWith('/responses')).map(({ body }) => body);
    const last = listAt(bodies.at(-1), 'input') as Frame[];
    return {
      offered: listAt(bodies.at(-1), 'tools')
        .map((offer) => [textAt(offer, 'type'), textAt(offer, 'name'), listAt(offer, 'tools').length])
        .filter(([type]) => type !== 'web_search'),
      search: Object.keys(
        Object(
          at(
            bodies.at(-1),
            'tools',
            listAt(bodies.at(-1), 'tools').findIndex((offer) => at(offer, 'type') === 'tool_search'),
            'parameters',
            'properties',
          ),
        ),
      ).sort(),
      outputs: last
        .filter(({ type }) => String(type).startsWith('tool_search'))
        .map(({ id: _id, tools, ...rest }) => ({
          ...rest,
          tools: tools === undefined ? null : found(tools),
        })),
      requests: bodies.length,
    };
  } finally {
    await target.close();
    await backend.close();
  }
}

function found(groups: unknown): unknown[] {
  return (groups as Frame[])
    .flatMap((group) =>
      listAt(group, 'tools').map((one) => [
        `${String(group.name)}/${textAt(one, 'name')}`,
        textAt(group, 'type'),
        at(one, 'defer_loading'),
        at(one, 'strict'),
      ]),
    )
    .sort((one, other) => String(one).localeCompare(String(other)));
}

it('puts tools away until the model looks for them', async () => {
  const ours = await seen('ours');
  expect(JSON.stringify(ours)).toContain('mcp__my_srv/destroy');
  expect(ours).toEqual(await seen('real'));
});
