// MCP servers, ours and the real server's side by side: how they start, what is offered of them, calls with and
// without consent, questions to people, resources, and what clients do with them themselves.
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, startThread } from '../support/compare.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

const SERVER = fileURLToPath(new URL('../../util/scripted-mcp-server.mjs', import.meta.url));

const server = (name: string, ...more: string[]): string =>
  [
    `[mcp_servers.${name}]`,
    `command = ${JSON.stringify(process.execPath)}`,
    `args = [${JSON.stringify(SERVER)}]`,
    ...more,
    '',
  ].join('\n');

interface Call {
  /** `server/tool`, or the name of a tool of the agent's own. */
  readonly tool: string;
  readonly args?: string;
  /** What a person says when asked. */
  readonly answer?: Frame;
}

interface Setup {
  readonly servers: string;
  readonly calls?: readonly Call[];
  readonly thread?: Frame;
  /** Further things to do with the thread, in order; what they give is compared. */
  readonly also?: (target: Target, threadId: string) => Promise<unknown>;
}

const ACCEPT: Frame = { action: 'accept', content: { name: 'Ada' } };

/** Everything a client and a model see of it, without ids, times and orders that vary. */
async function seen(side: Side, version: Version, setup: Setup): Promise<unknown> {
  const calls = setup.calls ?? [];
  const backend = createBackend({
    script: {
      replies: [
        { when: { toolOutput: true }, text: 'done' },
        ...calls.map((call, i) => ({ when: { matches: `^call ${i}$` }, call: calledAs(version, call) })),
        { text: 'hello' },
      ],
    },
  });
  await backend.listen();
  // Models that 0.169.0 knows have tools put away until they search for them.
  const config = backend.codexConfig().replace(/^model = .*$/m, 'model = "unheard-of"');
  const target = await startTarget({
    side,
    version,
    config: `${config}\n${setup.servers}`,
    env: { HANDED: 'not on' },
  });
  try {
    await handshake(target);
    const threadId = await startThread(target, setup.thread ?? {});
    const names = [...setup.servers.matchAll(/^\[mcp_servers\.(\w+)\]\n(?!.*\n?.*\n?enabled = false)/gm)].map(
      (found) => found[1],
    );
    const statuses = await startupOf(target, names.filter((name) => name !== 'off') as string[]);
    const turns: unknown[] = [];
    for (const [i, call] of calls.entries())
      turns.push(await turn(target, threadId, `call ${i}`, call.answer ?? ACCEPT));
    const also = await setup.also?.(target, threadId);
    const requests = backend.requests.map((request) => at(request, 'body'));
    return {
      statuses,
      turns,
      also: withoutIds(also),
      offered: requests.slice(0, 1).map(mcpTools),
      outputs: requests
        .flatMap((body) => listAt(body, 'input').slice(-1))
        .filter((item) => at(item, 'type') === 'function_call_output')
        .map((item) => plainOutput(at(item, 'output'))),
    };
  } finally {
    await target.close();
    await backend.close();
  }
}

function calledAs(version: Version, { tool, args = '{}' }: Call) {
  const [name, own] = tool.split('/');
  if (own === undefined) return { name: name ?? '', arguments: args };
  return version === '0.118.0'
    ? { name: `mcp__${name}__${own}`, arguments: args }
    : { namespace: `mcp__${name}`, name: own, arguments: args };
}

async function startupOf(target: Target, names: readonly string[]): Promise<unknown> {
  for (const name of names) {
    await target.waitFor(
      `the start of ${name}`,
      ({ method, params }) =>
        method === 'mcpServer/startupStatus/updated' &&
        at(params, 'name') === name &&
        at(params, 'status') !== 'starting',
    );
  }
  const told = target.frames
    .filter(({ method }) => method === 'mcpServer/startupStatus/updated')
    .map(({ params }) => ({
      ...(params as Frame),
      threadId: at(params, 'threadId') === undefined ? 'none' : 'this',
    }));
  return Object.fromEntries(
    names.map((name) => [name, told.filter((params) => at(params, 'name') === name)]),
  );
}

/** Plays one turn, answering whatever is asked; resolves with what was told of tools. */
async function turn(target: Target, threadId: string, text: string, answer: Frame): Promise<unknown> {
  const from = target.frames.length;
  await target.request('turn/start', { threadId, input: [{ type: 'text', text, text_elements: [] }] });
  await answering(target, from, answer, (frame) => frame.method === 'turn/completed');
  const isTold = ({ method, params }: Frame): boolean =>
    [
      'mcpServer/elicitation/request',
      'serverRequest/resolved',
      'thread/status/changed',
      'item/mcpToolCall/progress',
    ].includes(String(method)) || at(params, 'item', 'type') === 'mcpToolCall';
  return target.frames.slice(from).filter(isTold).map(withoutIds);
}

async function answering(
  target: Target,
  from: number,
  answer: Frame,
  isEnd: (frame: Frame) => boolean,
): Promise<Frame> {
  for (let next = from; ; ) {
    const frame = await target.waitFor(
      'question or end',
      (one) => isEnd(one) || (one.id !== undefined && one.method !== undefined),
      next,
    );
    next = target.frames.indexOf(frame) + 1;
    if (isEnd(frame)) return frame;
    target.send({ id: frame.id, result: answer });
  }
}

const VARYING = new Set([
  'id',
  'threadId',
  'turnId',
  'requestId',
  'durationMs',
  'startedAtMs',
  'completedAtMs',
  'emittedAtMs',
  'detail',
]);

function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? withoutTime(value) : value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, one]) => !VARYING.has(key) || typeof one === 'object')
      .map(([key, one]) => [key, withoutIds(one)]),
  );
}

/** 0.169.0 says how much of the time-out was left, more or less. */
function withoutTime(text: string): string {
  return text
    .replace(/Wall time: [\d.]+ seconds/, 'Wall time: some seconds')
    .replace(/after [\d.]+m?s/, 'after some time');
}

function plainOutput(output: unknown): unknown {
  return withoutIds(output);
}

function mcpTools(body: unknown): unknown {
  return listAt(body, 'tools').filter((tool) => /^mcp__/.test(textAt(tool, 'name') ?? ''));
}

async function compared(version: Version, setup: Setup): Promise<unknown> {
  const mine = seen('ours', version, setup);
  const real = await playReal(
    () => seen('real', version, setup),
    async (theirs) => isDeepStrictEqual(await mine, theirs),
  );
  const ours = await mine;
  expect(ours).toEqual(real);
  return ours;
}

describe.each(['0.118.0', '0.169.0'] as const)('MCP servers of %s', (version) => {
  it('start with the thread, or say why they do not', async () => {
    const seenOf = await compared(version, {
      servers: [
        server('alpha'),
        server('dying', 'env = { MCP_EXIT_CODE = "3" }'),
        server('late', 'startup_timeout_sec = 1', 'env = { MCP_START_DELAY_MS = "60000" }'),
        '[mcp_servers.absent]\ncommand = "/nonexistent/program"\n',
        '[mcp_servers.keyless]\nurl = "http://127.0.0.1:9/mcp"\nbearer_token_env_var = "ASTC_NO_SUCH_TOKEN"\n',
        '[mcp_servers.off]\nenabled = false\ncommand = "/nonexistent/program"\n',
      ].join('\n'),
    });
    expect(seenOf).toMatchObject({ statuses: { alpha: [{ status: 'starting' }, { status: 'ready' }] } });
  });

  it('offer their tools, and are called without asking where nothing can go wrong', async () => {
    const seenOf = await compared(version, {
      servers: server('alpha', 'disabled_tools = ["plain"]', 'tool_timeout_sec = 1'),
      calls: [
        { tool: 'alpha/echo', args: '{"text":"again"}' },
        { tool: 'alpha/fail' },
        { tool: 'alpha/throw' },
        { tool: 'alpha/structured' },
        { tool: 'alpha/picture' },
        { tool: 'alpha/progress' },
        { tool: 'alpha/sleep', args: '{"ms":30000}' },
        { tool: 'alpha/echo', args: '[1]' },
        { tool: 'alpha/echo', args: '' },
        { tool: 'alpha/plain' },
        { tool: 'alpha/nobody' },
      ],
    });
    expect(seenOf).toMatchObject({ outputs: { length: 11 } });
  });

  it('are called with consent where something can', async () => {
    const decline = { action: 'decline', content: null };
    const seenOf = await compared(version, {
      servers: server('alpha', 'env = { GIVEN = "by name" }', 'enabled_tools = ["env", "fail"]'),
      calls: [
        { tool: 'alpha/env', args: '{"name":"GIVEN"}' },
        { tool: 'alpha/env', args: '{"name":"HANDED"}', answer: decline },
        { tool: 'alpha/env', args: '{"name":"HANDED"}', answer: { action: 'cancel', content: null } },
        {
          tool: 'alpha/env',
          args: '{"name":"HANDED"}',
          answer: { ...ACCEPT, _meta: { persist: 'session' } },
        },
        { tool: 'alpha/env', args: '{"name":"HANDED"}', answer: decline },
        { tool: 'alpha/echo' },
      ],
    });
    expect(seenOf).toMatchObject({ outputs: { length: 6 } });
  });

  it('are not called with what is no JSON', async () => {
    const seenOf = await compared(version, {
      servers: server('alpha'),
      calls: [
        { tool: 'alpha/echo', args: '{"text":' },
        { tool: 'alpha/echo', args: 'words' },
        { tool: 'alpha/env', args: '{name}' },
        { tool: 'alpha/echo', args: ' ' },
        { tool: 'alpha/echo', args: '"words"' },
        { tool: 'alpha/echo', args: '{"text":1} {}' },
        { tool: 'alpha/echo', args: 'null' },
        { tool: 'list_mcp_resources', args: '{' },
        { tool: 'read_mcp_resource', args: '{"server":' },
      ],
    });
    expect(seenOf).toMatchObject({ outputs: { length: 9 } });
  });

  it('obey a policy of never, and full access', async () => {
    const servers = server('alpha');
    const calls = [{ tool: 'alpha/env', args: '{"name":"HANDED"}' }];
    await compared(version, { servers, calls, thread: { approvalPolicy: 'never' } });
    await compared(version, {
      servers,
      calls,
      thread: { approvalPolicy: 'never', sandbox: 'danger-full-access' },
    });
  });

  it('have resources the model can read', async () => {
    await compared(version, {
      servers: server('alpha'),
      calls: [
        { tool: 'list_mcp_resources' },
        { tool: 'list_mcp_resources', args: '{"server":"alpha"}' },
        { tool: 'list_mcp_resource_templates' },
        { tool: 'read_mcp_resource', args: '{"server":"alpha","uri":"test://one"}' },
        { tool: 'read_mcp_resource', args: '{"server":"alpha","uri":"test://none"}' },
      ],
    });
  });

  it('are listed with all they have, page by page', async () => {
    await compared(version, {
      servers: [
        server('alpha'),
        server('beta', 'enabled_tools = ["echo"]'),
        '[mcp_servers.absent]\ncommand = "/nonexistent/program"\n',
        '[mcp_servers.off]\nenabled = false\ncommand = "x"\n',
      ].join('\n'),
      also: async (target) => {
        const list = async (params: Frame): Promise<unknown> =>
          (await target.request('mcpServerStatus/list', params)) as unknown;
        return [
          await list({}),
          await list({ limit: 1 }),
          await list({ limit: 1, cursor: '1', detail: 'toolsAndAuthOnly' }),
          await list({ cursor: 'x' }),
          await list({ cursor: '9' }),
        ].map((frame) => at(frame, 'result') ?? at(frame, 'error'));
      },
    });
  });

  it('keep a thread from starting that must have them', async () => {
    const answers = await Promise.all(
      (['ours', 'real'] as const).map(async (side) => {
        const target = await startTarget({
          side,
          version,
          config: server('dying', 'required = true', 'env = { MCP_EXIT_CODE = "3" }'),
        });
        try {
          await handshake(target);
          return (await target.request('thread/start', { cwd: target.cwd })).error;
        } finally {
          await target.close();
        }
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });
});

describe('MCP servers of 0.169.0', () => {
  it('put questions to people, by form and by page', async () => {
    const calls = [
      { tool: 'alpha/ask_form' },
      { tool: 'alpha/ask_form', answer: { action: 'decline', content: null } },
      { tool: 'alpha/ask_url', answer: { action: 'accept', content: null } },
      { tool: 'alpha/destroy', args: '{"what":"it"}', answer: { action: 'accept', content: {} } },
    ];
    await compared('0.169.0', { servers: server('alpha'), calls });
    await compared('0.169.0', {
      servers: server('alpha'),
      calls: calls.slice(0, 1),
      thread: { approvalPolicy: 'never' },
    });
  });

  it('are called and read by clients', async () => {
    const unknown = '01a21945-b1a3-76d3-8099-ca4580198eeb';
    await compared('0.169.0', {
      servers: server('alpha'),
      also: async (target, threadId) => {
        const given: unknown[] = [];
        const ask = async (method: string, params: Frame): Promise<void> => {
          const from = target.frames.length;
          const pending = target.request(method, params);
          const { id } = await answering(
            target,
            from,
            ACCEPT,
            (frame) => frame.id !== undefined && frame.method === undefined,
          );
          const frame = await pending;
          expect(frame.id).toBe(id);
          given.push([method, params, at(frame, 'result') ?? at(frame, 'error')]);
        };
        const call = (tool: string, args?: unknown, more: Frame = {}) =>
          ask('mcpServer/tool/call', {
            threadId,
            server: 'alpha',
            tool,
            ...(args === undefined ? {} : { arguments: args }),
            ...more,
          });
        const read = (params: Frame) =>
          ask('mcpServer/resource/read', { server: 'alpha', uri: 'test://one', ...params });
        await call('echo', { text: 'x' }, { _meta: { k: 1 } });
        await call('fail', {});
        await call('throw', {});
        await call('structured');
        await call('ask-form', {});
        await call('env', { name: 'HANDED' });
        await call('nobody', {});
        await call('echo', 'text');
        await call('echo', {}, { server: 'nobody' });
        await call('echo', {}, { threadId: 'x' });
        await call('echo', {}, { threadId: unknown });
        await read({ threadId });
        await read({ threadId, uri: 'test://two' });
        await read({ threadId, uri: 'test://none' });
        await read({ threadId, server: 'nobody' });
        await read({});
        await read({ server: 'nobody' });
        await read({ threadId: unknown });
        await ask('mcpServer/event/stream/start', {
          threadId,
          server: 'alpha',
          subscriptionId: 's',
          name: 'n',
          arguments: {},
        });
        await ask('mcpServer/event/stream/stop', { subscriptionId: 's' });
        await ask('config/mcpServer/reload', {});
        await ask('mcpServerStatus/list', { threadId });
        return given;
      },
    });
  });
});
