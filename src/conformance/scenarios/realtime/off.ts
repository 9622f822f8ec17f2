import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/off',
  requires: 'Without the feature a thread supports no realtime conversation, and each method says so.',
  source: 'app-server A.6',
  profiles: ['0.118.0'],
  covers: ['thread/realtime/appendText', 'thread/realtime/stop', 'thread/realtime/appendAudio'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const refusal = { message: `thread ${threadId} does not support realtime conversation` };
    await line.refuses('thread/realtime/appendText', { threadId, text: 'x' }, refusal);
    await line.refuses('thread/realtime/stop', { threadId }, refusal);
    await line.refuses(
      'thread/realtime/appendAudio',
      { threadId, audio: { data: '', sampleRate: 24000, numChannels: 1 } },
      refusal,
    );
  },
});
