import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/raw-items',
  requires: 'Whoever asks for raw events hears each item as the model and the user gave it.',
  source: 'app-server B.2',
  covers: ['rawResponseItem/completed'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { experimentalRawEvents: true });
    const { since, id } = await bench.turn(line, threadId, 'raw please');
    await line.hears(
      'rawResponseItem/completed',
      { threadId, turnId: id, item: { type: 'message', role: 'user', content: [{ text: 'raw please' }] } },
      since,
    );
    await line.hears(
      'rawResponseItem/completed',
      { threadId, turnId: id, item: { role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] } },
      since,
    );
    if (!bench.isOld) await line.hears('rawResponse/completed', { threadId, turnId: id }, since);
  },
});
