import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/spoken-answer',
  requires:
    'A conversation starts, what is typed is answered aloud, with its words and its sound, and it ends when it is stopped.',
  source: 'app-server A.6; measured',
  covers: [
    'thread/realtime/start',
    'thread/realtime/started',
    'thread/realtime/appendText',
    'thread/realtime/appendAudio',
    'thread/realtime/transcriptUpdated',
    'thread/realtime/transcript/delta',
    'thread/realtime/transcript/done',
    'thread/realtime/outputAudio/delta',
    'thread/realtime/stop',
    'thread/realtime/closed',
  ],
  speaks: true,
  script: { conversations: [{ steps: [{ await: 'text' }, 'Hello there.'] }] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const old = bench.isOld;
    const session = old ? { sessionId: 'mine' } : { realtimeSessionId: 'mine' };
    const start = { threadId, prompt: 'x', ...session, ...(old ? {} : { outputModality: 'audio' }) };
    await line.answers('thread/realtime/start', start, {});
    await line.hears('thread/realtime/started', { threadId, ...session, version: old ? 'v1' : 'v2' });
    const audio = { data: 'AAAA', sampleRate: 24_000, numChannels: 1 };
    await line.answers('thread/realtime/appendAudio', { threadId, audio }, {});
    await line.answers('thread/realtime/appendText', { threadId, text: 'Hello.' }, {});
    const word = { threadId, role: 'assistant' };
    if (old) await line.hears('thread/realtime/transcriptUpdated', { ...word, text: 'Hello' });
    else await line.hears('thread/realtime/transcript/delta', { ...word, delta: 'Hello' });
    await line.hears('thread/realtime/outputAudio/delta', {
      threadId,
      audio: { data: is.filled, sampleRate: 24_000, numChannels: 1 },
    });
    if (!old) await line.hears('thread/realtime/transcript/done', { ...word, text: 'Hello there.' });
    await line.answers('thread/realtime/stop', { threadId }, {});
    await line.hears('thread/realtime/closed', { threadId, reason: 'requested' });
  },
});
