// Plays with MCP servers, ours and the real server's side by side: what a client and a model see of them.
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, startThread } from './compare.js';
import { MCP_SERVER } from './mcp-server-file.js';
import { playReal } from './play-real.js';
import { type Frame, type Side, startTarget, type Target, type Version } from './target.js';

/** Configuration of a server with that name. */
export const server = (name: string, ...more: string[]): string =>
  [
    `[mcp_servers.${name}]`,
    `command = ${JSON.stringify(process.execPath)}`,
    `args = [${JSON.stringify(MCP_SERVER)}]`,
    ...more,
    '',
  ].join('\n');

interface Call {
  /** `server/tool`, or the name of a tool of the agent's own. */
  readonly tool: string;
  readonly args?: string;
  /** What a person says when asked; `error`: the whole answer is one. */
  readonly answer?: Frame;
}

interface Setup {
  readonly servers: string;
  readonly calls?: readonly Call[];
  readonly thread?: Frame;
  /** Further things to do with the thread, in order; what they give is compared. */
  readonly also?: (target: Target, threadId: string) => Promise<unknown>;
}

export const ACCEPT: Frame = { action: 'accept', content: { name: 'Ada' } };

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
export async function turn(target: Target, threadId: string, text: string, answer: Frame): Promise<unknown> {
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

/** Answers whatever is asked until the end has come. */
export async function answering(
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
    target.send({ id: frame.id, ...('error' in answer ? answer : { result: answer }) });
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

export function withoutIds(value: unknown): unknown {
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

/** What ours shows, which is what the real one does. */
export async function compared(version: Version, setup: Setup): Promise<unknown> {
  const mine = seen('ours', version, setup);
  const real = await playReal(
    () => seen('real', version, setup),
    async (theirs) => isDeepStrictEqual(await mine, theirs),
  );
  const ours = await mine;
  expect(ours).toEqual(real);
  return ours;
}
