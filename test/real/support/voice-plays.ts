// Plays conversations by voice with a scripted model that speaks to ours and to the real servers: what clients are told,
// and what the model is.
import { expect } from 'vitest';
import { type Conversation, createBackend, MESSAGE_METHOD, type Script } from '../../../src/backend/index.js';
import { handshake, startThread } from './compare.js';
import { normaliser } from './normalise.js';
import { playReal } from './play-real.js';
import { type Frame, type Side, startTarget, type Target, type Version } from './target.js';

type Generation = 'v1' | 'v2' | 'v3';

export interface Play {
  readonly name: string;
  readonly versions?: readonly Version[];
  readonly generations?: readonly Generation[];
  readonly conversations?: readonly Conversation[];
  readonly replies?: Script['replies'];
  readonly config?: string;
  readonly hasKey?: boolean;
  act(talk: Talk): Promise<void>;
}

/** One thread whose client talks. */
interface Talk {
  readonly target: Target;
  readonly threadId: string;
  readonly version: Version;
  readonly generation: Generation;
  start(more?: Frame): Promise<void>;
  /** Asks without waiting for what comes of it. */
  ask(method: string, more?: Frame): Promise<unknown>;
  hear(method: string, times?: number): Promise<void>;
  told(type: string, times?: number): Promise<void>;
  open(gate: string): void;
  /** Asks for the thread's timeline, in pages, to be compared. */
  list(...limits: number[]): Promise<void>;
}

const CONFIG = 'experimental_realtime_ws_startup_context = "CTX"\n';
/** What the model hears last of what the agent says. */
export const LAST_WORDS = {
  v1: 'conversation.handoff.append',
  v2: 'response.create',
  v3: 'delegation.context.append',
};
export const ENDS = 'thread/realtime/closed';

async function played(side: Side, version: Version, generation: Generation, play: Play) {
  const { conversations, replies, hasKey = true } = play;
  const backend = await createBackend({
    seed: 's',
    script: {
      ...(conversations === undefined ? {} : { conversations }),
      replies: replies ?? [{ text: 'The agent says so.', times: 'always' }],
    },
  }).listen();
  const given = backend.codexConfig({ codexVersion: version, realtime: hasKey });
  const target = await startTarget({
    side,
    version,
    config: `${CONFIG}${play.config ?? ''}${given}${hasKey || version === '0.169.0' ? '' : 'realtime_conversation = true\n'}\n[realtime]\nversion = "${generation}"\n`,
  });
  const listed: unknown[] = [];
  try {
    await handshake(target);
    const threadId = await startThread(target, { approvalPolicy: 'never' });
    const talk: Talk = {
      target,
      threadId,
      version,
      generation,
      async start(more = {}) {
        await target.request('thread/realtime/start', {
          threadId,
          prompt: 'Be brief.',
          ...(version === '0.118.0' ? {} : { outputModality: 'audio' }),
          ...more,
        });
      },
      ask: (method, more = {}) => target.request(`thread/realtime/${method}`, { threadId, ...more }),
      async hear(method, times = 1) {
        await expect
          .poll(() => target.frames.filter((frame) => frame.method === method).length, { timeout: 10_000 })
          .toBeGreaterThanOrEqual(times);
      },
      async told(type, times = 1) {
        const isIt = ({ body }: { body: unknown }): boolean => (body as Frame | undefined)?.type === type;
        await expect
          .poll(() => backend.requests.filter(isIt).length, { timeout: 10_000 })
          .toBeGreaterThanOrEqual(times);
      },
      open: (gate) => backend.open(gate),
      async list(...limits) {
        for (const limit of limits) {
          const { result, error } = await target.request('thread/timeline/list', { threadId, limit });
          listed.push(error ?? pageInShort(result as Frame));
        }
      },
    };
    await play.act(talk);
    const normalise = normaliser(target.home);
    return {
      listed: listed.map((page) => normalise(page as Frame)),
      heard: target.frames.flatMap((frame) => shown(normalise(frame) as Frame)),
      told: backend.requests
        .filter(({ path }) => /\/(?:realtime|live)/.test(path))
        .map(({ method, path, body, headers }) =>
          method === MESSAGE_METHOD
            ? inWords(body as Frame)
            : normalise({ at: `${method} ${path}`, ...named(headers) }),
        ),
      agentTold: backend.requests.flatMap(({ path, body }) =>
        path.endsWith('/responses') ? agentWords(body as Frame) : [],
      ),
    };
  } finally {
    await target.close();
    await backend.close();
  }
}

/** The page with what shows its place among the others. */
function pageInShort({ data, nextCursor, ...rest }: Frame): Frame {
  const entries = (data as Frame[]).map(({ type, turnId, item }) => {
    if (type === 'realtime') return { type, item };
    return { type, turnId, item: (item as Frame | undefined)?.type };
  });
  return { ...rest, entries, hasMore: nextCursor !== null };
}

/** What a conversation is called on the way. */
function named(headers: Readonly<Record<string, string>>): Frame {
  const names = ['openai-alpha', 'x-session-id', 'voice-session-id', 'session-id', 'thread-id', 'originator'];
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}

/** Of the frames of a turn only what shows its place among the others. */
function shown(frame: Frame): unknown[] {
  const { method = '', params = {}, result, error } = frame as { method?: string } & Record<string, Frame>;
  if (method.startsWith('thread/realtime/')) return [{ method, params }];
  if (method === 'error') return [{ method, message: (params.error as Frame).message }];
  if (method === 'turn/started' || method === 'turn/completed')
    return [{ method, status: (params.turn as Frame).status }];
  if (method === 'item/completed') {
    const { type, text, content } = params.item as Frame;
    return type === 'userMessage' || type === 'agentMessage' ? [{ method, type, text, content }] : [];
  }
  return method === '' && (error !== undefined || JSON.stringify(result) === '{}') ? [{ result, error }] : [];
}

/** What the server says in words of its own is left out. */
function inWords(message: Frame): unknown {
  const { session, item } = message as { session?: { tools?: Frame[] }; item?: Frame };
  if (session?.tools !== undefined)
    return {
      ...message,
      session: { ...session, tools: session.tools.map(({ name, type }) => ({ name, type })) },
    };
  if (item?.type === 'function_call_output' && !String(item.output).includes('Agent Final'))
    return { ...message, item: { ...item, output: item.output === '' ? '' : '<words>' } };
  return JSON.parse(
    JSON.stringify(message, (key, value: unknown) =>
      key === 'audio' && typeof value === 'string' ? '<sound>' : value,
    ),
  );
}

/** What the agent was told of conversations, by the text that a client or the configuration gave for it. */
function agentWords({ input }: Frame): unknown[] {
  const texts = JSON.stringify(input).match(/<realtime_conversation>\\n[^<]*/g) ?? [];
  return [texts.map((text) => (text.includes('OWN') ? text : '<words>'))];
}

interface Case {
  readonly version: Version;
  readonly generation: Generation;
  readonly name: string;
  readonly play: Play;
}

/** Each play in every version and generation it is of. */
export function voiceCases(plays: readonly Play[]): Case[] {
  return (['0.169.0', '0.118.0'] as const).flatMap((version) =>
    (['v2', 'v1', 'v3'] as const).flatMap((generation) =>
      plays
        .filter(
          ({ versions, generations }) =>
            versions?.includes(version) !== false &&
            generations?.includes(generation) !== false &&
            (version === '0.169.0' || generation !== 'v3'),
        )
        .map((play) => ({ version, generation, name: play.name, play })),
    ),
  );
}

export async function expectSameVoice({ version, generation, play }: Case): Promise<void> {
  const ours = await played('ours', version, generation, play);
  const real = await playReal(
    () => played('real', version, generation, play),
    (said) => JSON.stringify(said) === JSON.stringify(ours),
  );
  expect(ours).toEqual(real);
}
