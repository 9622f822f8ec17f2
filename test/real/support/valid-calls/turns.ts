// Turns, reviews, and what else makes a thread work.
import { type CallPlay, call, newer, ofThread, older, text } from './call-play.js';

const SILENCE = { data: '', sampleRate: 24_000, numChannels: 1 };

export const TURNS: readonly CallPlay[] = [
  {
    name: 'a turn that is steered and interrupted',
    features: ['step_model_switching'],
    begin: 'running',
    heard: /^turn\/completed/,
    calls: [
      call('turn/steer', ({ threadId, turnId }) => ({
        threadId,
        input: text('faster'),
        expectedTurnId: turnId(),
      })),
      newer('turn/settings/update', ({ threadId, turnId }) => ({
        threadId,
        turnId: turnId(),
        effort: 'low',
      })),
      call('turn/interrupt', ({ threadId, turnId }) => ({ threadId, turnId: turnId() }), {
        until: 'turn/completed',
      }),
    ],
  },
  {
    name: 'what is asked of a thread that rests',
    begin: 'turn',
    script: { replies: [{ text: 'Hello.' }, { text: 'More.' }, { text: 'Sampled.' }] },
    heard: /^turn\/completed/,
    calls: [
      call('turn/start', ofThread({ input: text('again') }), { until: 'turn/completed' }),
      newer('thread/sample', ({ threadId, turnId }) => ({ threadId, expectedTurnId: turnId(), prompt: 'x' })),
      newer('thread/sample/cancel', { requestId: 'nobody' }),
      newer('thread/prediction/request', ({ threadId, turnId }) => ({ threadId, sourceTurnId: turnId() }), {
        refusedFor: '0.169.0 answers that it is not implemented yet.',
      }),
      newer('thread/guardianReview', ofThread(), {
        refusedFor: 'The last item is no call; guardian-on-demand has one.',
      }),
      newer('thread/prepareApprovedPlan', ofThread({ markdown: '# Plan' })),
      call('thread/backgroundTerminals/clean', ofThread()),
      newer('thread/backgroundTerminals/list', ofThread()),
      newer('thread/backgroundTerminals/terminate', ofThread({ processId: '1' })),
      newer('thread/realtime/listVoices', {}),
      newer('thread/realtime/stop', ofThread()),
      newer('thread/realtime/appendText', ofThread({ text: 'x' })),
      newer('thread/realtime/appendSpeech', ofThread({ text: 'x' })),
      newer('thread/realtime/appendAudio', ofThread({ audio: SILENCE })),
    ],
  },
  {
    name: 'a conversation by voice that nobody has begun, where there may be one',
    begin: 'thread',
    features: ['realtime_conversation'],
    heard: /^thread\/realtime|^error/,
    calls: [
      older('thread/realtime/stop', ofThread()),
      older('thread/realtime/appendText', ofThread({ text: 'x' })),
      older('thread/realtime/appendAudio', ofThread({ audio: SILENCE })),
    ],
  },
  {
    name: 'a compaction',
    begin: 'turn',
    script: { replies: [{ text: 'Hello.' }, { text: 'In short.' }] },
    heard: /^turn\/(?:started|completed)/,
    calls: [call('thread/compact/start', ofThread(), { until: 'turn/completed' })],
  },
  {
    name: 'a command of the user',
    begin: 'thread',
    heard: /^turn\/completed/,
    calls: [call('thread/shellCommand', ofThread({ command: 'printf made' }), { until: 'turn/completed' })],
  },
  {
    name: 'a review',
    begin: 'thread',
    script: { replies: [{ text: 'Fine.' }] },
    heard: /^turn\/completed/,
    calls: [
      call('review/start', ofThread({ target: { type: 'custom', instructions: 'Look.' } }), {
        until: 'turn/completed',
      }),
    ],
  },
];
