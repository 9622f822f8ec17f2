// Conversations by voice, ours beside the real servers: the ways to begin one, the third generation of the protocol, and
// how what the agent says is passed on.
import { describe, it } from 'vitest';
import { runTurn } from '../support/compare.js';
import type { Frame } from '../support/target.js';
import { ENDS, expectSameVoice, type Play, voiceCases } from '../support/voice-plays.js';

const plays: Play[] = [
  {
    name: 'a call of the third generation over WebRTC',
    generations: ['v3'],
    conversations: [{ steps: [{ hear: 'Hi.' }, { await: 'text' }, 'It says {{text}}', { hold: 'never' }] }],
    async act({ start, hear, ask }) {
      await start({ version: 'v3', transport: { type: 'webrtc', sdp: 'v=0\r\n' }, voiceSessionId: 'voice' });
      await hear('thread/realtime/transcript/done');
      await ask('appendText', { text: 'typed' });
      await hear('thread/realtime/transcript/delta', 2);
      await ask('stop');
      await hear(ENDS);
    },
  },
  {
    name: 'a broken line beside a call',
    versions: ['0.169.0'],
    generations: ['v3', 'v1'],
    conversations: [
      { steps: [{ hear: 'Hi.' }, { cut: true }] },
      { steps: [{ hear: 'Again.' }, { hold: 'on' }, { cut: true }] },
      { refuse: 503 },
    ],
    async act({ generation, ask, start, hear, open, told }) {
      await start({ version: generation, transport: { type: 'webrtc', sdp: 'v=0\r\n' } });
      if (generation === 'v3') {
        await hear('thread/realtime/transcript/delta', 2);
        await ask('appendText', { text: 'Are you there?' });
        await told('session.context.append');
        open('on');
      }
      await hear(ENDS);
    },
  },
  {
    name: 'a call that the client set up',
    versions: ['0.169.0'],
    generations: ['v3', 'v1'],
    conversations: [{ steps: [{ hear: 'Hi.' }, { hold: 'close' }, { close: true }] }, { refuse: 503 }],
    async act({ generation, ask, hear, open }) {
      const transport = { type: 'existingCall', callId: 'rtc_mine' };
      const join = (more: Frame = {}) =>
        ask('start', { outputModality: 'audio', version: generation, transport, ...more });
      const further = {
        includeStartupContext: true,
        initialItems: [{ role: 'user', text: 'x' }],
        model: 'm',
        prompt: null,
        voice: 'cove',
      };
      for (const [name, value] of Object.entries(further)) await join({ [name]: value });
      await join(further);
      await join({ version: 'v2' });
      await hear('thread/realtime/error');
      await join({ includeStartupContext: false, voiceSessionId: 'voice' });
      await hear('thread/realtime/transcript/delta');
      open('close');
      await hear(ENDS);
      await join({ realtimeSessionId: 'mine' });
      await hear('thread/realtime/error', 2);
    },
  },
  {
    name: 'what is said in parts, and a turn of the client in the middle',
    generations: ['v3'],
    conversations: [
      {
        steps: [
          { event: { type: 'input_transcript.added', item: { text: '' } } },
          { event: { type: 'input_transcript.added', item: { text: 'Say' } } },
          { event: { type: 'input_transcript.added' } },
          { event: { type: 'turn.done', turn: { role: 'system', transcript: 'x' } } },
          { event: { type: 'delegation.created', item: { type: 'delegation', id: 'd', content: [] } } },
          { event: { type: 'output_transcript.added', item: { text: 'Let me' } } },
          { hold: 'never' },
        ],
      },
    ],
    async act({ start, hear, ask, target, threadId }) {
      await start();
      await hear('thread/realtime/transcript/delta', 3);
      for (const role of ['user', 'developer', 'assistant']) await ask('appendText', { text: 'Note.', role });
      await runTurn(target, threadId, 'typed by hand');
      await ask('stop');
      await hear(ENDS);
    },
  },
  {
    name: 'options of the third generation',
    generations: ['v3'],
    conversations: [{ times: 'always', steps: [{ hold: 'never' }] }],
    async act({ start, hear }) {
      await start({ outputModality: 'text' });
      await hear('thread/realtime/error');
      await start({ voice: 'alloy' });
      await hear('thread/realtime/error', 2);
      const initialItems = ['user', 'developer', 'assistant'].map((role) => ({ role, text: `as ${role}` }));
      await start({ voice: 'viola', model: 'm', initialItems, voiceSessionId: 'voice', prompt: null });
      await hear('thread/realtime/started');
    },
  },
  {
    name: 'two texts of an error',
    conversations: [{ steps: [{ event: { type: 'error', message: 'this', error: { message: 'that' } } }] }],
    async act({ start, hear }) {
      await start();
      await hear(ENDS);
    },
  },
  ...(
    [
      ['an end', { close: true }],
      ['a broken line', { cut: true }],
      ['an error', { error: 'not today' }],
      ['something else', { event: { type: 'turn.done', turn: { role: 'user', transcript: 'x' } } }],
    ] as const
  ).map(
    ([what, step]): Play => ({
      name: `${what} before the session`,
      generations: ['v3'],
      conversations: [{ takesUp: false, steps: [step] }],
      async act({ start, hear }) {
        await start();
        await hear('thread/realtime/error');
      },
    }),
  ),
  {
    name: 'what the agent says as items',
    versions: ['0.169.0'],
    conversations: [{ steps: [{ handOff: 'Do it.' }, { hold: 'never' }] }],
    replies: [
      { parts: [{ text: { content: 'On it.', phase: 'commentary' } }, 'Done.'] },
      { text: 'By hand.', times: 'always' },
    ],
    async act({ start, hear, target, threadId }) {
      await start({
        codexResponsesAsItems: true,
        codexResponseItemPrefix: 'PRE',
        codexResponseHandoffMode: 'commentary',
      });
      await hear('turn/completed');
      await runTurn(target, threadId, 'typed by hand');
    },
  },
  ...(['bemTags', 'commentary', 'thinking'] as const).map(
    (codexResponseHandoffMode): Play => ({
      name: `what the agent says by ${codexResponseHandoffMode}`,
      generations: ['v3'],
      conversations: [
        { steps: [{ handOff: 'Do it.' }, { hold: 'second' }, { handOff: '' }, { hold: 'never' }] },
      ],
      replies: [
        { parts: ['[ANALYSIS] a', '[COMMENTARY] b', 'c', 'Aside: d'] },
        { text: 'By hand.', times: 'always' },
      ],
      async act({ start, hear, target, threadId, open, ask }) {
        await start({
          codexResponseHandoffMode,
          codexResponseHandoffChannelPrefixes: { commentary: ['', 'Aside'] },
        });
        await hear('turn/completed');
        await ask('appendSpeech', { text: 'Say it.' });
        open('second');
        await hear('thread/realtime/itemAdded', 2);
        await runTurn(target, threadId, 'typed by hand');
      },
    }),
  ),
];

describe('the beginnings of conversations by voice, ours beside the real servers', () => {
  it.each(voiceCases(plays))('$version, $generation: $name', expectSameVoice);
});
