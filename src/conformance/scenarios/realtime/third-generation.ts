import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/third-generation',
  requires: 'A conversation by the third generation of the protocol hands a request to the agent.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/realtime/start', 'thread/realtime/itemAdded'],
  speaks: true,
  script: {
    conversations: [{ steps: [{ handOff: 'Look.' }, { await: 'text' }, 'It says: {{text}}'] }],
    replies: [{ text: 'Done.' }],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/realtime/start', { threadId, outputModality: 'audio', version: 'v3' }, {});
    await line.hears('thread/realtime/started', { threadId, realtimeSessionId: threadId, version: 'v3' });
    await line.hears('thread/realtime/itemAdded', {
      threadId,
      item: { type: 'handoff_request', handoff_id: is.filled, input_transcript: 'Look.' },
    });
    await line.hears('thread/realtime/transcript/done', { role: 'assistant', text: 'It says: Done.' });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
  },
});
