import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/agent-request',
  requires:
    'A request that the speaking model hands over runs a turn in the thread, and the model is told what the agent says.',
  source: 'measured',
  covers: ['thread/realtime/itemAdded', 'turn/completed', 'thread/realtime/closed'],
  speaks: true,
  script: {
    replies: [{ text: 'Forty-two.', times: 'always' }],
    conversations: [{ steps: [{ handOff: 'Find it.' }, { await: 'text' }, { close: true }] }],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const start = { threadId, prompt: 'x', ...(bench.isOld ? {} : { outputModality: 'audio' }) };
    await line.answers('thread/realtime/start', start, {});
    await line.hears('thread/realtime/itemAdded', {
      threadId,
      item: { type: 'handoff_request', input_transcript: 'Find it.' },
    });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
    await line.hears('thread/realtime/closed', { threadId, reason: 'transport_closed' });
  },
});
