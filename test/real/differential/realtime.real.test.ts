// Conversations by voice, ours beside the real servers: their course in all generations of the protocol.
import { describe, it } from 'vitest';
import type { Conversation } from '../../../src/backend/index.js';
import { runTurn } from '../support/compare.js';
import { ENDS, expectSameVoice, LAST_WORDS, type Play, voiceCases } from '../support/voice-plays.js';

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
    async act({ generation, start, ask, hear, told }) {
      await start();
      await hear('thread/realtime/started');
      for (const round of [1, 2]) {
        await ask('appendText', { text: `Hello ${round}.` });
        await hear('thread/realtime/outputAudio/delta', round);
      }
      await ask('appendAudio', { audio: { data: 'AAAA', sampleRate: 24_000, numChannels: 1 } });
      await told(generation === 'v3' ? 'input_audio.append' : 'input_audio_buffer.append');
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
      await told(LAST_WORDS[generation]);
    },
  },
  {
    name: 'a turn of the client in the middle of what is said',
    generations: ['v1', 'v2'],
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
    generations: ['v1', 'v2'],
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
    name: 'somebody who signs in meanwhile',
    generations: ['v2'],
    conversations: [{ steps: [{ hold: 'never' }] }],
    async act({ start, hear, version, target, ask }) {
      await start();
      await hear('thread/realtime/started');
      await target.request('account/login/start', { type: 'apiKey', apiKey: 'sk-astc-1' });
      await hear('account/updated');
      if (version === '0.118.0') await ask('stop');
      await hear(ENDS);
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
    name: 'what is kept of it',
    versions: ['0.169.0'],
    conversations: [
      {
        steps: [
          { hear: 'What is <here>?' },
          { hold: 'ask' },
          { handOff: 'Look & see.' },
          { await: 'text' },
          { hold: 'say' },
          'It says: {{text}}',
          { hold: 'end' },
          { close: true },
        ],
      },
      { steps: [{ hear: 'Anew.' }, { hold: 'never' }] },
    ],
    async act({ start, hear, open, list, target, threadId, ask }) {
      await list(10);
      await start();
      await hear('thread/realtime/item/completed', 2);
      await list(10);
      open('ask');
      await hear('turn/completed');
      open('say');
      await hear('thread/realtime/item/completed', 3);
      await runTurn(target, threadId, 'typed by hand');
      await list(1, 3);
      open('end');
      await hear(ENDS);
      await list(1, 2);
      await start();
      await hear('thread/realtime/item/completed', 6);
      const { result } = await target.request('thread/turns/list', { threadId });
      const [newest] = (result as { data: { id: string }[] }).data;
      await target.request('thread/revert', { threadId, beforeTurnId: newest?.id });
      await list(1, 3);
      await ask('appendText', { text: 'Anybody?' });
      await hear('error');
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
    },
  },
];

describe('conversations by voice, ours beside the real servers', () => {
  it.each(voiceCases(plays))('$version, $generation: $name', expectSameVoice);
});
