import { scenario } from '../../scenario.js';

const NOBODY_SPEAKS = { error: { message: 'conversation is not running', codexErrorInfo: 'badRequest' } };

export default scenario({
  id: 'realtime/nothing-runs',
  requires:
    'What is said where no conversation goes on is taken and then told as an error; ending none is told too.',
  source: 'app-server A.6; measured',
  covers: [
    'thread/realtime/appendText',
    'thread/realtime/appendAudio',
    'thread/realtime/appendSpeech',
    'thread/realtime/stop',
    'thread/realtime/closed',
  ],
  // The table of features comes last in the configuration of the backend.
  configTables: ({ version }) => (version === '0.118.0' ? 'realtime_conversation = true' : ''),
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const audio = { data: '', sampleRate: 24_000, numChannels: 1 };
    const speech = ['thread/realtime/appendSpeech', { text: 'x' }] as const;
    for (const [method, said] of [
      ['thread/realtime/appendText', { text: 'x' }],
      ['thread/realtime/appendAudio', { audio }],
      ...(bench.isOld ? [] : [speech]),
    ] as const) {
      const since = line.mark();
      await line.answers(method, { threadId, ...said }, {});
      await line.hears('error', { threadId, ...NOBODY_SPEAKS }, since);
    }
    await line.answers('thread/realtime/stop', { threadId }, {});
    await line.hears('thread/realtime/closed', { threadId, reason: 'requested' });
  },
});
