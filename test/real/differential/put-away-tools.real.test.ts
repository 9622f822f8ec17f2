// What models are told of groups of tools that they have to look for, ours beside the real 0.169.0: at first, when
// servers come and go, when another model goes on, and after a resume.
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { MCP_SERVER } from '../support/mcp-server-file.js';
import { type Frame, type Side, startTarget, type Target } from '../support/target.js';

const serverTable = (name: string): string => `
[mcp_servers.${name}]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(MCP_SERVER)}]
`;

const tool = (name: string, deferLoading = false): Frame => ({
  type: 'function',
  name,
  description: name,
  inputSchema: { type: 'object', properties: {} },
  deferLoading,
});
const group = (name: string, description: string, ...tools: readonly Frame[]): Frame => ({
  type: 'namespace',
  name,
  description,
  tools,
});
const THEIRS = [
  group('theirs', `Theirs ${'x'.repeat(300)}.\nAnd more.`, tool('looked_for', true), tool('there')),
  group('shown', 'Shown.', tool('plain')),
  group('hidden', '  \n Hidden.  ', tool('put_away', true)),
  group('bare', '', tool('unsaid', true), tool('said')),
  group('blank', '  ', tool('unsaid', true), tool('said')),
];

async function seen(side: Side): Promise<unknown> {
  const backend = await createBackend({ script: () => 'done' }).listen();
  const config = backend.codexConfig() + serverTable('first') + serverTable('second');
  const target = await startTarget({ side, version: '0.169.0', config });
  const seenIn: unknown[] = [];
  const turn = async (threadId: string, model?: string): Promise<void> => {
    if (model !== undefined) await target.request('thread/settings/update', { threadId, model });
    await runTurn(target, threadId, `turn ${seenIn.length}`);
    const body = backend.requests.filter(({ path }) => path.endsWith('/responses')).at(-1)?.body;
    seenIn.push([at(body, 'model'), offeredIn(body), toldIn(body)]);
  };
  try {
    await handshake(target);
    const threadId = await startThread(target, { dynamicTools: THEIRS });
    await ready(target, ['first', 'second'], 0);
    for (const model of [undefined, undefined, 'unheard-of', 'gpt-5.5']) await turn(threadId, model);
    await switched(target, { second: false });
    await turn(threadId);
    await switched(target, { first: false, second: true });
    await turn(threadId);
    const later = await startThread(target, { model: 'unheard-of' });
    await turn(later);
    await turn(later, 'gpt-5.5');
    const from = target.frames.length;
    const forked = await target.request('thread/fork', { threadId });
    await ready(target, ['second'], from);
    await turn(String(at(forked, 'result', 'thread', 'id')));
    return seenIn;
  } finally {
    await target.close();
    await backend.close();
  }
}

async function switched(target: Target, servers: Readonly<Record<string, boolean>>): Promise<void> {
  for (const [name, value] of Object.entries(servers)) {
    const keyPath = `mcp_servers.${name}.enabled`;
    await target.request('config/value/write', { keyPath, value, mergeStrategy: 'replace' });
  }
  const from = target.frames.length;
  await target.request('config/mcpServer/reload');
  const started = Object.keys(servers).filter((name) => servers[name]);
  await ready(target, started, from);
}

async function ready(target: Target, names: readonly string[], from: number): Promise<void> {
  for (const name of names) {
    await target.waitFor(
      `the start of ${name}`,
      ({ method, params }) =>
        method === 'mcpServer/startupStatus/updated' &&
        at(params, 'name') === name &&
        at(params, 'status') === 'ready',
      from,
    );
  }
}

function offeredIn(body: unknown): unknown {
  return listAt(body, 'tools')
    .filter((offer) => /^(theirs|shown|hidden|bare|blank|mcp__.*)$/.test(textAt(offer, 'name') ?? ''))
    .map((offer) => [textAt(offer, 'name'), textAt(offer, 'description'), listAt(offer, 'tools').length]);
}

/** In our own words is what sub-agents are for. */
function toldIn(body: unknown): unknown {
  return listAt(body, 'input')
    .flatMap((item) => listAt(item, 'content').map((part) => textAt(part, 'text') ?? ''))
    .filter((text) => text.startsWith('<tools>'))
    .map((text) => text.replace(/(multi_agent_v1: ).*/g, '$1…'));
}

it('tells models what they have to look for, and what becomes of it', async () => {
  const ours = await seen('ours');
  expect(JSON.stringify(ours)).toContain('Removed deferred tool namespaces');
  expect(ours).toEqual(await seen('real'));
});
