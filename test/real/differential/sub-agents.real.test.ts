// Sub-agents, ours beside the real servers: the same script drives a thread that starts, steers and ends agents. How
// the events of several threads interleave varies from run to run, so each thread is compared by itself.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend, type Reply, type Responder } from '../../../src/backend/index.js';
import { callAgents, isEnd, says } from '../support/agent-turns.js';
import { handshake, startThread, textInput } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { normaliser } from '../support/normalise.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';
import { outputsIn } from '../support/tool-turn.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';
/** Two agents at a time, which keeps what is said of the limit short. */
const CONFIG = `
[agents]
max_threads = 2
[agents.reviewer]
description = "Looks at changes."
config_file = "roles/reviewer.toml"
nickname_candidates = ["Ada"]
[agents.explorer]
description = "Mine."
`;
const reviewer = (version: Version): string => `model = "${version === '0.118.0' ? 'gpt-5.4' : 'gpt-5.5'}"
model_reasoning_effort = "high"
developer_instructions = "Look closely."
`;

type Call = readonly [name: string, args: Frame];

/** The parent makes the calls that its user's message lists, one after the other; AGENT is its newest agent. */
function scriptFor(version: Version): Responder {
  return (request): Reply => {
    if (request.kind === 'collab_spawn') return agentReply(request.userText, request.toolOutputs.length > 0);
    const asks = (item: object): boolean => JSON.stringify(item).includes('"input_text","text":"[[');
    const turn = request.input.filter(asks).length;
    const since = request.input.slice(request.input.findLastIndex(asks));
    const made = since.filter(({ type }) => type === 'function_call_output').length;
    const calls = JSON.parse(request.userText) as Call[];
    const next = calls[made];
    if (next === undefined) return 'All done.';
    const agent = [...JSON.stringify(request.input).matchAll(/agent_id\\?":\\?"([0-9a-f-]{36})/g)].at(
      -1,
    )?.[1];
    const args = JSON.parse(JSON.stringify(next[1]).replaceAll('AGENT', agent ?? UNKNOWN));
    const namespace = version === '0.118.0' ? {} : { namespace: 'multi_agent_v1' };
    return { call: { name: next[0], arguments: args, id: `call_${turn}_${made}`, ...namespace } };
  };
}

/** Agents wait until the turn that set them to work is over: whether it hears of their end varies otherwise. */
function agentReply(wish: string, hasOutputs: boolean): Reply {
  if (wish.includes('hold')) return { parts: [{ text: 'Holding.' }, { hold: 'never' }] };
  if (wish.includes('fail')) return { http: { status: 400, body: 'nope' } };
  if (wish.includes('ask') && !hasOutputs) {
    return {
      parts: [{ hold: 'agents' }, { run: { command: 'touch made', escalate: 'May I?', id: 'call_touch' } }],
    };
  }
  return { parts: [{ hold: 'agents' }, { text: `Agent says: ${wish}` }] };
}

interface Play {
  readonly target: Target;
  readonly threadId: string;
  /** Runs a turn of calls, and waits for the ends of the agents' turns it causes. */
  calls(list: readonly Call[], agentTurns?: number): Promise<void>;
}

async function play(side: Side, version: Version, steps: (play: Play) => Promise<void>): Promise<string[][]> {
  const backend = await createBackend({ script: scriptFor(version) }).listen();
  const home = freshFolder(`${side}-${version}`);
  const config = `${backend.codexConfig({ codexVersion: version })}${CONFIG}`;
  mkdirSync(join(home, 'codex/roles'), { recursive: true });
  writeFileSync(join(home, 'codex/roles/reviewer.toml'), reviewer(version));
  const target = await startTarget({ side, version, home, config });
  try {
    await handshake(target);
    const threadId = await startThread(target);
    await steps({
      target,
      threadId,
      calls: (list, agentTurns = 0) => callAgents({ backend, target, threadId }, list, agentTurns),
    });
    const last = backend.requests.findLast(
      ({ path, headers }) => path.endsWith('/responses') && headers['x-openai-subagent'] === undefined,
    );
    const agents = backend.requests.flatMap(({ headers, body }) =>
      headers['x-openai-subagent'] === undefined ? [] : [agentSaw(body)],
    );
    return [...byThread(target, outputsIn(last)), agents];
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** What an agent is asked with, but for what is in each server's own words. */
function agentSaw(body: unknown): string {
  const { model, reasoning, input } = body as { model: string; reasoning?: Frame; input: Frame[] };
  const said = input.flatMap(({ type, role, content }) => {
    const text = ((content ?? []) as { text?: string }[]).map((part) => part.text ?? '').join('\n');
    const isOwn = role === 'user' || role === 'assistant' || text.includes('Look closely.');
    return type !== 'message' || !isOwn || /^<(environment|subagent)|^# AGENTS/.test(text)
      ? []
      : [`${String(role)}: ${text.includes('Look closely.') ? 'Look closely.' : text}`];
  });
  const { effort = null } = reasoning ?? {};
  return JSON.stringify({ method: 'agent', params: { model, effort, said } });
}

/** What was told of each thread, in the order they came up, and at last what the model was told. */
function byThread(target: Target, outputs: readonly Frame[]): string[][] {
  const threads = new Map<string, Frame[]>();
  for (const frame of target.frames) {
    const { threadId } = (frame.params ?? {}) as { threadId?: string };
    if (threadId === undefined || NOISE.test(String(frame.method))) continue;
    threads.set(threadId, [...(threads.get(threadId) ?? []), frame]);
  }
  const all = [...threads.values(), [...outputs.map((output) => ({ method: 'output', params: output }))]];
  const normalise = normaliser(target.home);
  return all.map((frames) =>
    frames.map((frame) =>
      JSON.stringify(normalise(frame))
        .replace(/\\"nickname\\":\\"[^"\\]+/g, '\\"nickname\\":\\"<name>')
        // What an agent is while it is being sent something depends on who is faster.
        .replace(/("agentsStates":)\{.*?\}\}(.*"tool":"sendInput")/, '$1{}$2'),
    ),
  );
}

const NOISE = /tokenUsage|rateLimits|readState|mcpServer|goal|serverRequest\/resolved|outputDelta/;

async function apart(version: Version, steps: (play: Play) => Promise<void>): Promise<string[]> {
  const ours = await play('ours', version, steps);
  return playReal(async () => {
    const real = await play('real', version, steps);
    expect(ours.length).toBe(real.length);
    return ours.flatMap((frames, at) => unexplained(differences(frames, real[at] ?? []), version));
  }, nothingLeft);
}

const BOTH: readonly Version[] = ['0.169.0', '0.118.0'];
const bad = (name: string, args: Frame): Call => [name, args];

describe.each<Version>(BOTH)('sub-agents, ours beside the real %s', (version) => {
  it('refuses the same calls in the same words', async () => {
    const left = await apart(version, ({ calls }) =>
      calls([
        bad('spawn_agent', {}),
        bad('spawn_agent', { message: 'a', items: [{ type: 'text', text: 'b' }] }),
        bad('spawn_agent', { message: ' ' }),
        bad('spawn_agent', { items: [] }),
        bad('spawn_agent', { message: 'a', agent_type: 'nope' }),
        bad('spawn_agent', { message: 'a', model: 'nope' }),
        bad('spawn_agent', { message: 'a', reasoning_effort: 'nope' }),
        bad('wait_agent', {}),
        bad('wait_agent', { targets: ['bad'] }),
        bad('wait_agent', { targets: [UNKNOWN] }),
        bad('wait_agent', { targets: [UNKNOWN], timeout_ms: 0 }),
        bad('send_input', { message: 'a' }),
        bad('send_input', { target: UNKNOWN, message: 'a' }),
        bad('close_agent', { target: UNKNOWN }),
        bad('resume_agent', { id: UNKNOWN }),
      ]),
    );
    expect(left).toEqual([]);
  });

  it('starts an agent, waits for it, gives it more to do, ends it and opens it again', async () => {
    const left = await apart(version, async ({ calls }) => {
      await calls([['spawn_agent', { message: 'first', agent_type: 'explorer' }]], 1);
      await calls([['wait_agent', { targets: ['AGENT'] }]]);
      await calls([['send_input', { target: 'AGENT', message: 'second' }]], 1);
      await calls([['send_input', { target: 'AGENT', message: 'fail' }]], 1);
      await calls([
        ['wait_agent', { targets: ['AGENT'] }],
        ['resume_agent', { id: 'AGENT' }],
        ['close_agent', { target: 'AGENT' }],
        ['close_agent', { target: 'AGENT' }],
        ['send_input', { target: 'AGENT', message: 'gone' }],
        ['resume_agent', { id: 'AGENT' }],
      ]);
      await calls([['send_input', { target: 'AGENT', message: 'third' }]], 1);
      await calls([
        ['close_agent', { target: 'AGENT' }],
        ['resume_agent', { id: 'AGENT' }],
      ]);
    });
    expect(left).toEqual([]);
  });

  it('starts agents of a configured kind, and forks them', async () => {
    const left = await apart(version, async ({ calls }) => {
      await calls([['spawn_agent', { message: 'first', agent_type: 'reviewer' }]], 1);
      await calls([['close_agent', { target: 'AGENT' }]]);
      await calls([['spawn_agent', { message: 'mine', agent_type: 'explorer' }]], 1);
      await calls([['close_agent', { target: 'AGENT' }]]);
      if (version === '0.118.0') return;
      // There the agent sees the call that started it, too, in words of the server's.
      await calls([['spawn_agent', { message: 'typed', agent_type: 'worker', fork_context: true }]]);
      await calls([['spawn_agent', { message: 'forked', fork_context: true }]], 1);
    });
    expect(left).toEqual([]);
  });

  it('lets clients answer for an agent, and no more than two be open', async () => {
    const left = await apart(version, async ({ target, threadId, calls }) => {
      const from = target.frames.length;
      await calls([['spawn_agent', { message: 'ask' }]]);
      const asked = await target.waitFor(
        'a question',
        ({ method }) => /requestApproval/.test(String(method)),
        from,
      );
      target.send({ id: asked.id, result: { decision: 'decline' } });
      await target.waitFor('the agent', (frame) => isEnd(frame) && !says(frame, threadId), from);
      await calls([['spawn_agent', { message: 'two' }]], 1);
      await calls([
        ['spawn_agent', { message: 'three' }],
        ['close_agent', { target: 'AGENT' }],
      ]);
      await calls([['spawn_agent', { message: 'three' }]], 1);
    });
    expect(left).toEqual([]);
  });

  it('lets agents go on when their thread is interrupted, and go and come with it when it is archived', async () => {
    const left = await apart(version, async ({ target, threadId, calls }) => {
      const from = target.frames.length;
      await calls([['spawn_agent', { message: 'hold' }]]);
      const list = [['wait_agent', { targets: ['AGENT'] }]];
      await target.request('turn/start', { threadId, input: textInput(JSON.stringify(list)) });
      const waits = (frame: Frame): boolean => says(frame, '"tool":"wait"');
      await target.waitFor('the wait', waits, from);
      await target.request('turn/interrupt', { threadId, turnId: turnOf(target, threadId) });
      await target.waitFor('the end', (frame) => isEnd(frame) && says(frame, 'interrupted'), from);
      const held = await target.request('thread/list', { sourceKinds: ['subAgentThreadSpawn'] });
      const [agent] = (held.result as { data: { id: string }[] }).data;
      const agentId = agent?.id ?? '';
      await target.request('turn/interrupt', { threadId: agentId, turnId: turnOf(target, agentId) });
      await target.waitFor('its end', (frame) => isEnd(frame) && says(frame, agentId), from);
      await target.request('thread/archive', { threadId });
      await target.waitFor('the archive', ({ method }) => method === 'thread/archived', from);
      await target.request('thread/unarchive', { threadId });
      await target.waitFor('its return', ({ method }) => method === 'thread/unarchived', from);
      await target.request('thread/list', { sourceKinds: ['subAgentThreadSpawn'] });
    });
    expect(left).toEqual([]);
  });
});

function turnOf(target: Target, threadId: string): string {
  const started = target.frames.findLast((frame) => frame.method === 'turn/started' && says(frame, threadId));
  return (started as { params: { turn: { id: string } } }).params.turn.id;
}
