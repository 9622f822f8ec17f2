import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/joined-call',
  requires: 'A call that a client has set up is joined; what its session already says cannot be said of it.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/realtime/start', 'thread/realtime/stop'],
  speaks: true,
  script: { conversations: [{ steps: [{ hear: 'Hello.' }] }] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const transport = { type: 'existingCall', callId: 'rtc_mine' };
    const start = { threadId, outputModality: 'audio', version: 'v3', transport };
    await line.refuses(
      'thread/realtime/start',
      { ...start, voice: 'cove' },
      { code: -32600, message: 'existingCall transport does not support voice' },
    );
    await line.answers('thread/realtime/start', start, {});
    await line.hears('thread/realtime/started', { threadId, realtimeSessionId: null, version: 'v3' });
    await line.hears('thread/realtime/transcript/done', { threadId, role: 'user', text: 'Hello.' });
    await line.answers('thread/realtime/stop', { threadId }, {});
    await line.hears('thread/realtime/closed', { threadId, reason: 'requested' });
  },
});
