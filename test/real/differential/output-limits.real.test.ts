// How much a model reads of what tools say, by default and as the configuration wants it: commands, older shells, the
// user's own commands, MCP servers and tools of clients, for models that count in tokens and others that count in
// bytes. And how long one call may wait for news of a command.
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend, type ReplyObject } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

const lines = (count: number): string => `for i in $(seq 1 ${count}); do printf 'line %06d\\n' $i; done`;

interface Call {
  readonly name: string;
  readonly arguments: Frame;
  readonly namespace?: string;
}

const ofServer = (tool: string) => (version: Version) =>
  version === '0.118.0'
    ? { name: `mcp__big__${tool}`, arguments: {} }
    : { name: tool, namespace: 'mcp__big', arguments: {} };

/** By the word that the turn asks for it with. */
const CALLS: Readonly<Record<string, Call | ((version: Version) => Call)>> = {
  long: { name: 'exec_command', arguments: { cmd: lines(200) } },
  fits: { name: 'exec_command', arguments: { cmd: lines(33) } },
  most: { name: 'exec_command', arguments: { cmd: lines(6000) } },
  wanting: { name: 'exec_command', arguments: { cmd: lines(6000), max_output_tokens: 20_000 } },
  modest: { name: 'exec_command', arguments: { cmd: lines(200), max_output_tokens: 20 } },
  words: { name: 'exec_command', arguments: { cmd: "for i in $(seq 1 80); do echo 'größer — als'; done" } },
  shell: { name: 'shell_command', arguments: { command: lines(200) } },
  json: { name: 'shell', arguments: { command: ['bash', '-c', lines(200)] } },
  one: ofServer('one'),
  many: ofServer('many'),
  structured: ofServer('structured'),
  own: { name: 'own', arguments: {} },
  unknown: { name: 'unknown', arguments: {} },
};

/** Model, limit, words. `user`: a command of the user. */
type Case = readonly [string, number | null, string];

const CASES: Readonly<Record<Version, readonly Case[]>> = {
  '0.169.0': [
    ['gpt-5.5', null, 'long most one'],
    ['gpt-5.5', 100, 'long fits modest words one many structured own user'],
    ['gpt-5.5', 40, 'modest one many'],
    ['gpt-5.5', 12_000, 'most wanting'],
    ['gpt-5.5', 0, 'long one own'],
    ['strange', null, 'most user'],
    ['strange', 100, 'long fits modest words one many structured user'],
    ['strange', 10_000, 'most'],
    ['strange', 51, 'long many'],
  ],
  '0.118.0': [
    ['gpt-5.4', null, 'long most wanting one'],
    ['gpt-5.4', 100, 'long modest words shell one many structured own user'],
    ['gpt-5.4', 1, 'unknown'],
    ['gpt-5.4', 0, 'long one'],
    ['gpt-5.1', 100, 'long shell many'],
    ['strange', null, 'most user'],
    ['strange', 100, 'long words shell json many user'],
  ],
};

/** The command of one thread that may not wait for as long as its model wants to. */
const WAITING: readonly ReplyObject[] = [
  {
    when: { text: 'Wait.', toolOutput: false },
    parts: [
      {
        call: { name: 'exec_command', arguments: { cmd: 'sleep 60', yield_time_ms: 250 }, id: 'call_sleep' },
      },
    ],
  },
  {
    when: { toolOutput: 'call_sleep', outputMatches: 'session ID (?<session>\\d+)' },
    parts: [
      {
        call: {
          name: 'write_stdin',
          arguments: '{"session_id": {{session}}, "yield_time_ms": 15000}',
          id: 'call_wait',
        },
      },
    ],
  },
];

const SERVER = `
import { createInterface } from 'node:readline';
const lines = (word, count) => Array.from({ length: count }, (_, at) => word + ' ' + (at + 1) + '\\n').join('');
const text = (said) => ({ type: 'text', text: said });
const picture = { type: 'image', mimeType: 'image/png', data:
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==' };
const ANSWERS = {
  one: { content: [text(lines('line', 200))] },
  many: { content: [text(lines('first', 20)), text(lines('next', 40)), picture, text(lines('more', 9)), text('end')] },
  structured: { content: [text('short')], structuredContent: { long: lines('line', 200) } },
};
const say = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') {
    const serverInfo = { name: 'big', version: '1' };
    say(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo });
  } else if (method === 'tools/list') {
    const inputSchema = { type: 'object', properties: {} };
    say(id, { tools: Object.keys(ANSWERS).map((name) => ({ name, description: name, inputSchema })) });
  } else if (method === 'tools/call') say(id, ANSWERS[params.name]);
  else if (id !== undefined) say(id, {});
});
`;

const OWN_ANSWER = [
  { type: 'inputText', text: 'line from a client\n'.repeat(90) },
  { type: 'inputText', text: 'second' },
];

async function played(side: Side, version: Version): Promise<Record<string, unknown>> {
  const replies: ReplyObject[] = Object.entries(CALLS).map(([word, call]) => ({
    when: { text: `Say ${word}.`, toolOutput: false },
    times: 'always',
    parts: [{ call: { ...(typeof call === 'function' ? call(version) : call), id: `call_${word}` } }],
  }));
  const backend = await createBackend({
    script: { replies: [...replies, ...WAITING, { text: 'Fine.', times: 'always' }] },
  }).listen();
  const big = ['command = "node"', `args = ${JSON.stringify(['--input-type=module', '-e', SERVER])}`];
  const config = [backend.codexConfig({ codexVersion: version }), '[mcp_servers.big]', ...big].join('\n');
  const target = await startTarget({ side, version, config });
  try {
    await handshake(target);
    const outcomes: Record<string, unknown> = {};
    for (const [model, limit, words] of CASES[version]) {
      const config = limit === null ? {} : { tool_output_token_limit: limit };
      const dynamicTools = [
        { name: 'own', description: 'Own.', inputSchema: { type: 'object', properties: {} } },
      ];
      const free = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
      const threadId = await startThread(target, { model, config, dynamicTools, ...free });
      for (const word of words.split(' ')) {
        outcomes[`${word} for ${model} at ${limit}`] = await toldOf(word, { target, threadId, backend });
      }
    }
    outcomes.waiting = await waitedFor({ target, backend });
    return outcomes;
  } finally {
    await target.close();
    await backend.close();
  }
}

interface Place {
  readonly target: Target;
  readonly threadId: string;
  readonly backend: Backend;
}

async function toldOf(word: string, { target, threadId, backend }: Place): Promise<unknown> {
  const from = target.frames.length;
  if (word === 'user') {
    await target.request('thread/shellCommand', { threadId, command: lines(6000) });
    await target.waitFor('the end of it', ({ method }) => method === 'turn/completed', from);
  }
  const turn = runTurn(target, threadId, `Say ${word}.`);
  if (word === 'own') {
    const asked = await target.waitFor('the call', ({ method }) => method === 'item/tool/call', from);
    target.send({ id: asked.id, result: { success: true, contentItems: OWN_ANSWER } });
  }
  await turn;
  const { body } = backend.requests.findLast(({ path }) => path.endsWith('/responses')) ?? {};
  const input = (body as Frame).input as Frame[];
  const last = input.findLast(({ type, content }) =>
    word === 'user'
      ? JSON.stringify(content).includes('<user_shell_command>')
      : String(type).endsWith('_output'),
  );
  return timeless(last?.output ?? last?.content);
}

/** Whole seconds. */
async function waitedFor({ target, backend }: Omit<Place, 'threadId'>): Promise<unknown> {
  const config = { background_terminal_max_timeout: 1000 };
  const threadId = await startThread(target, {
    config,
    approvalPolicy: 'never',
    sandbox: 'danger-full-access',
  });
  await runTurn(target, threadId, 'Wait.');
  const { body } = backend.requests.findLast(({ path }) => path.endsWith('/responses')) ?? {};
  const told = ((body as Frame).input as Frame[]).findLast(({ call_id }) => call_id === 'call_wait');
  return /Wall time: (\d+)/.exec(String(told?.output))?.[1];
}

/** Without what differs from run to run. */
function timeless(told: unknown): unknown {
  return JSON.parse(
    JSON.stringify(told ?? null)
      .replaceAll(/Chunk ID: [0-9a-f]{6}/g, 'Chunk ID: ......')
      .replaceAll(/(Wall time|Duration): [0-9.]+ seconds/g, '$1: . seconds'),
  );
}

describe.each<Version>(['0.169.0', '0.118.0'])('what a model reads of outputs in %s', (version) => {
  it('is shortened alike', async () => {
    const ours = await played('ours', version);
    expect(ours.waiting).toBe('5');
    const isSame = (real: unknown): boolean => JSON.stringify(real) === JSON.stringify(ours);
    expect(ours).toEqual(await playReal(() => played('real', version), isSame));
  });
});
