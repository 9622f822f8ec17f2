// Conversations by voice with a scripted model that speaks, ours beside the real servers: what clients are told, and
// what the model is.
import { describe, expect, it } from 'vitest';
import { type Conversation, createBackend, MESSAGE_METHOD, type Script } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread } from '../support/compare.js';
import { normaliser } from '../support/normalise.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

interface Play {
  readonly name: string;
  readonly versions?: readonly Version[];
  readonly generations?: readonly ('v1' | 'v2')[];
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
  readonly generation: 'v1' | 'v2';
  start(more?: Frame): Promise<void>;
  /** Asks without waiting for what comes of it. */
  ask(method: string, more?: Frame): Promise<unknown>;
  hear(method: string, times?: number): Promise<void>;
  told(type: string, times?: number): Promise<void>;
  open(gate: string): void;
}

const CONFIG = 'experimental_realtime_ws_startup_context = "CTX"\n';
const ENDS = 'thread/realtime/closed';

async function played(side: Side, version: Version, generation: 'v1' | 'v2', play: Play) {
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
  try {
    await handshake(target);
    const threadId = await startThread(target, { approvalPolicy: 'never' });
    const talk: Talk = {
      target,
      threadId,
      version,
      generation,
      async start(more = {}) {
        await talk.ask('start', {
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
    };
    await play.act(talk);
    const normalise = normaliser(target.home);
    return {
      heard: target.frames.flatMap((frame) => shown(normalise(frame) as Frame)),
      told: backend.requests
        .filter(({ path }) => path.includes('/realtime'))
        .map(({ method, path, body }) =>
          method === MESSAGE_METHOD ? inWords(body as Frame) : `${method} ${path}`,
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

const handOff: Conversation = {
  steps: [
    { hear: 'What is <here>?' },
    { hold: 'ask' },
    { handOff: 'Look & see.' },
    { await: 'text' },
    'It says: {{text}}',
    { hold: 'end' },
    { close: true },
  ],
};

const plays: Play[] = [
  {
    name: 'answers to what was typed',
    async act({ start, ask, hear, told }) {
      await start();
      await hear('thread/realtime/started');
      for (const round of [1, 2]) {
        await ask('appendText', { text: `Hello ${round}.` });
        await hear('thread/realtime/outputAudio/delta', round);
      }
      await ask('appendAudio', { audio: { data: 'AAAA', sampleRate: 24_000, numChannels: 1 } });
      await told('input_audio_buffer.append');
      await ask('stop');
      await hear(ENDS);
      await ask('appendText', { text: 'Anybody?' });
      await hear('error');
      await ask('stop');
      await hear(ENDS, 2);
    },
  },
  {
    name: 'a request to the agent and its answer',
    conversations: [handOff],
    async act({ start, hear, open, version }) {
      await start();
      await hear('thread/realtime/started');
      await hear(
        version === '0.118.0' ? 'thread/realtime/transcriptUpdated' : 'thread/realtime/transcript/delta',
      );
      open('ask');
      await hear('turn/completed');
      await hear('thread/realtime/outputAudio/delta');
      open('end');
      await hear(ENDS);
    },
  },
  {
    name: 'a request while the agent works on another',
    conversations: [{ steps: [{ handOff: 'First.' }, { hold: 'second' }, { handOff: 'Second.' }] }],
    replies: [
      { parts: [{ text: { content: 'On it.', phase: 'commentary' } }, { hold: 'work' }, 'Done with that.'] },
      { text: 'All done.', times: 'always' },
    ],
    async act({ generation, start, hear, open, told }) {
      await start();
      await hear('thread/realtime/started');
      await hear('item/agentMessage/delta');
      open('second');
      await hear('thread/realtime/itemAdded', 2);
      open('work');
      await hear('turn/completed');
      // The last it is told.
      await told(generation === 'v2' ? 'response.create' : 'conversation.handoff.append');
    },
  },
  {
    name: 'a turn of the client in the middle of what is said',
    conversations: [
      {
        steps: [
          { event: { type: 'response.output_audio_transcript.delta', delta: 'Let me' } },
          { hold: 'never' },
        ],
      },
    ],
    async act({ start, hear, target, threadId, ask, version }) {
      await start();
      await hear('thread/realtime/started');
      if (version === '0.169.0') await hear('thread/realtime/transcript/delta');
      await runTurn(target, threadId, 'typed by hand');
      await ask('stop');
      await hear(ENDS);
      await runTurn(target, threadId, 'after it');
    },
  },
  {
    name: 'words for the agent',
    config: 'experimental_realtime_start_instructions = "OWN start"\n',
    async act({ start, hear, target, threadId, ask }) {
      await start({ realtimeEndInstructions: 'OWN end' });
      await hear('thread/realtime/started');
      await runTurn(target, threadId, 'one');
      await runTurn(target, threadId, 'two');
      await ask('stop');
      await hear(ENDS);
      await runTurn(target, threadId, 'three');
    },
  },
  {
    name: 'sounds, answers and silences',
    conversations: [
      {
        steps: [
          { event: { type: 'response.created', response: { id: 'r1' } } },
          { event: { type: 'conversation.item.added', item: { id: 'i1', type: 'message' } } },
          { event: { type: 'response.output_audio.delta', item_id: 'i1', delta: 'AAAA'.repeat(1200) } },
          { event: { type: 'input_audio_buffer.speech_started' } },
          {
            event: {
              type: 'conversation.item.done',
              item: { type: 'function_call', name: 'remain_silent', call_id: 'c1' },
            },
          },
          { event: { type: 'response.cancelled', response: { id: 'r1' } } },
          { event: { type: 'response.done', response: { id: 'r2' } } },
          { event: { type: 'nothing.known' } },
          { raw: 'no JSON' },
          // What comes with the end need not be answered any more.
          { wait: 200 },
          { close: true },
        ],
      },
    ],
    async act({ start, hear }) {
      await start();
      await hear(ENDS);
    },
  },
  {
    name: 'words to say while an answer is given',
    versions: ['0.169.0'],
    conversations: [
      {
        steps: [
          { event: { type: 'response.created', response: { id: 'r1' } } },
          { hold: 'done' },
          { event: { type: 'response.done' } },
          { hold: 'never' },
        ],
      },
    ],
    async act({ generation, start, hear, ask, open, told }) {
      await start({ clientManagedHandoffs: true });
      await hear('thread/realtime/started');
      await ask('appendSpeech', { text: 'Say this.' });
      for (const role of ['user', 'developer', 'assistant']) await ask('appendText', { text: 'Note.', role });
      await ask('appendText', { text: '[USER] marked' });
      await told('conversation.item.create', 3);
      open('done');
      if (generation === 'v2') await told('response.create');
      await ask('stop');
      await hear(ENDS);
    },
  },
  ...(
    [
      ['in an error', { error: 'out of words' }],
      ['with a broken line', { cut: true }],
      ['in order', { close: true }],
    ] as const
  ).map(
    ([how, last]): Play => ({
      name: `an end ${how}`,
      conversations: [{ steps: [last] }],
      async act({ start, hear }) {
        await start();
        await hear(ENDS);
      },
    }),
  ),
  {
    name: 'a refusal, and another conversation in place of the first',
    conversations: [{ refuse: 503 }, { steps: [{ hold: 'never' }] }, { steps: [{ hold: 'never' }] }],
    async act({ start, hear, version, ask }) {
      await start();
      await hear('thread/realtime/error');
      await start(
        version === '0.118.0' ? { sessionId: 'mine' } : { realtimeSessionId: 'mine', prompt: null },
      );
      await hear('thread/realtime/started');
      await start({ prompt: '' });
      await hear('thread/realtime/started', 2);
      await ask('stop');
      await hear(ENDS, version === '0.118.0' ? 1 : 2);
    },
  },
  {
    name: 'nobody with a key',
    hasKey: false,
    async act({ start, hear }) {
      await start();
      await hear('thread/realtime/error');
    },
  },
  {
    name: 'a configuration of its own',
    generations: ['v2'],
    config:
      'experimental_realtime_ws_backend_prompt = "From the file."\nexperimental_realtime_ws_model = "speaker"\n',
    async act({ start, hear }) {
      await start();
      await hear('thread/realtime/started');
    },
  },
  {
    name: 'a call over WebRTC',
    versions: ['0.169.0'],
    async act({ start, hear, ask, told }) {
      await start({ transport: { type: 'webrtc', sdp: 'v=0\r\n' } });
      await hear('thread/realtime/sdp');
      await told('session.update');
      await ask('stop');
      await hear(ENDS);
      await start({ version: 'v2', transport: { type: 'webrtc', sdp: 'v=0\r\n' } });
      await hear('thread/realtime/error');
      await start({ transport: { type: 'existingCall', callId: 'rtc_1' } });
    },
  },
];

const cases = (['0.169.0', '0.118.0'] as const).flatMap((version) =>
  (['v2', 'v1'] as const).flatMap((generation) =>
    plays
      .filter(
        ({ versions, generations }) =>
          versions?.includes(version) !== false && generations?.includes(generation) !== false,
      )
      .map((play) => ({ version, generation, name: play.name, play })),
  ),
);

describe('conversations by voice, ours beside the real servers', () => {
  it.each(cases)('$version, $generation: $name', async ({ version, generation, play }) => {
    const ours = await played('ours', version, generation, play);
    const real = await playReal(
      () => played('real', version, generation, play),
      (said) => JSON.stringify(said) === JSON.stringify(ours),
    );
    expect(ours).toEqual(real);
  });
});
