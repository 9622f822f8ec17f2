// What plays with teams of agents share: the same script drives a thread that starts agents, writes to them and hears
// from them. Each thread is compared by itself, and so is what each model reads: how the events of several threads
// interleave varies from run to run.
import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import { createBackend, type ModelRequest, type Reply } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { callAgents } from './agent-turns.js';
import { handshake, startThread } from './compare.js';
import { differences } from './differences.js';
import { unexplained } from './known-differences.js';
import { normaliser } from './normalise.js';
import { nothingLeft, playReal } from './play-real.js';
import { type Frame, freshFolder, type Side, startTarget, type Target } from './target.js';

const VERSION = '0.169.0';
/** Few agents and short waits keep what is said of them short. */
export const TEAM_CONFIG = `
[features.multi_agent_v2]
enabled = true
max_concurrent_threads_per_session = 3
min_wait_timeout_ms = 100
default_wait_timeout_ms = 300
max_wait_timeout_ms = 2000
`;

export type Call = readonly [name: string, args: Frame];

/** Whoever is told a list of calls makes them, one after the other; agents else do what one word says. */
function replyTo({ agent, userText, input, kind }: ModelRequest): Reply {
  if (userText.startsWith('hold')) return { parts: [{ text: 'Holding.' }, { hold: 'never' }] };
  if (userText.startsWith('fail')) {
    return { parts: [{ hold: 'agents' }, { failed: { code: 'invalid_prompt', message: 'nope' } }] };
  }
  if (kind === 'collab_spawn' && !userText.startsWith('[['))
    return { parts: [{ hold: 'agents' }, { text: `Agent says: ${userText}` }] };
  const told = (item: object): boolean => /"(text|encrypted_content)":"\[\[/.test(JSON.stringify(item));
  const since = input.slice(input.findLastIndex(told));
  const made = since.filter(({ type }) => type === 'function_call_output').length;
  const next = userText.startsWith('[[') ? (JSON.parse(userText) as Call[])[made] : undefined;
  if (next === undefined) return 'All done.';
  const id = `call_${agent.replaceAll('/', '_')}_${input.filter(told).length}_${made}`;
  return { call: { name: next[0], arguments: next[1], id, namespace: 'collaboration' } };
}

export interface Play {
  /** The server that runs now. */
  readonly target: Target;
  readonly threadId: string;
  /** Runs a turn of calls, lets agents that wait for it go on, and waits for the ends of their turns. */
  calls(list: readonly Call[], agentTurns?: number): Promise<void>;
  idOf(path: string): string;
  restart(): Promise<void>;
}

interface Kind {
  /** Tables of the configuration. */
  readonly config?: string;
  readonly model?: string;
}

async function played(
  side: Side,
  steps: (play: Play) => Promise<void>,
  { config = TEAM_CONFIG, model }: Kind,
): Promise<string[][]> {
  const backend = await createBackend({ script: replyTo }).listen();
  const home = freshFolder(`${side}-${VERSION}`);
  const whole = {
    side,
    version: VERSION,
    home,
    config: `${backend.codexConfig(model ? { model } : {})}${config}`,
  } as const;
  const frames: Frame[] = [];
  let target = await startTarget(whole);
  await handshake(target);
  const threadId = await startThread(target);
  try {
    await steps({
      get target() {
        return target;
      },
      threadId,
      async calls(list, agentTurns = 0) {
        await callAgents({ backend, target, threadId }, list, agentTurns);
        // Whoever is told of an end, or begins something, does so a moment after it.
        await new Promise((resolve) => setTimeout(resolve, 500));
      },
      idOf(path) {
        const isOf = (frame: Frame): boolean => at(frame, 'params', 'item', 'agentPath') === path;
        return textAt([...frames, ...target.frames].find(isOf), 'params', 'item', 'agentThreadId') ?? '';
      },
      async restart() {
        await target.close();
        frames.push(...target.frames);
        target = await startTarget(whole);
        await handshake(target);
      },
    });
    frames.push(...target.frames);
    return compared(
      home,
      frames,
      backend.requests.map(({ body, headers }) => ({ body, headers })),
    );
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

interface Asked {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const NOISE = /tokenUsage|rateLimits|readState|mcpServer|goal|outputDelta|deprecationNotice/;

/** What was told of each thread, in the order they came up, then what each agent's model has read in the end. */
function compared(home: string, frames: readonly Frame[], asked: readonly Asked[]): string[][] {
  const threads = new Map<string, Frame[]>();
  for (const frame of frames) {
    const threadId = textAt(frame, 'params', 'threadId');
    if (threadId === undefined || NOISE.test(String(frame.method))) continue;
    threads.set(threadId, [...(threads.get(threadId) ?? []), frame]);
  }
  const refusals = frames
    .filter((frame) => 'error' in frame)
    .map((frame) => ({ method: 'refusal', ...frame }));
  const read = new Map<string, Frame[]>();
  for (const { body, headers } of asked) {
    const agent = textAt(JSON.parse(headers['x-codex-turn-metadata'] ?? '{}'), 'agent_name');
    const input = listAt(body, 'input')
      .filter(isRead)
      .map((item) => ({ method: 'read', params: shown(item) }));
    if (agent !== undefined) read.set(agent, input);
  }
  const byName = [...read].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, input]) => input);
  const normalise = normaliser(home);
  return [...threads.values(), refusals, ...byName].map((of) =>
    of.map((frame) => JSON.stringify(normalise(frame))),
  );
}

/** What the developer says is in each server's own words, and so are surroundings. */
function isRead(item: unknown): boolean {
  const first = textAt(item, 'content', 0, 'text') ?? '';
  return at(item, 'role') !== 'developer' && !/^<(environment|turn_aborted)|^# AGENTS/.test(first);
}

/** An agent that failed is told of with advice of each server's own, and so is what a summary is. */
function shown(item: unknown): unknown {
  const { id: _id, status: _status, ...rest } = item as Frame;
  return JSON.parse(
    JSON.stringify(rest)
      .replace(/(Agent errored: [^\\]*\\n\\n)[^"]*/, '$1<advice>')
      .replace(/"(?:What came before this|Another language model)[^"]*\\n/, '"<summary> '),
  );
}

/** What ours and the real server did otherwise. */
export async function apart(steps: (play: Play) => Promise<void>, kind: Kind = {}): Promise<string[]> {
  const ours = await played('ours', steps, kind);
  return playReal(async () => {
    const real = await played('real', steps, kind);
    expect(ours.length).toBe(real.length);
    return ours.flatMap((of, n) => unexplained(differences(of, real[n] ?? []), VERSION));
  }, nothingLeft);
}

/** An agent that begins with nothing. */
export const spawn = (task_name: string, message: string): Call => [
  'spawn_agent',
  { task_name, message, fork_turns: 'none' },
];
