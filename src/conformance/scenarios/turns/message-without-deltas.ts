import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/message-without-deltas',
  requires: 'A message that the model sends whole starts and completes without deltas.',
  source: 'oracle 4',
  covers: ['item/started', 'item/completed'],
  script: {
    replies: [
      {
        parts: [
          {
            event: {
              type: 'response.output_item.done',
              output_index: 0,
              item: {
                type: 'message',
                id: 'msg_whole',
                role: 'assistant',
                content: [{ type: 'output_text', text: 'whole', annotations: [] }],
              },
            },
          },
        ],
      },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const { since } = await bench.turn(line, await bench.startThread(line));
    await line.hears('item/started', { item: { type: 'agentMessage', text: 'whole' } }, since);
    await line.hears('item/completed', { item: { type: 'agentMessage', text: 'whole' } }, since);
    line.hasNotHeard('item/agentMessage/delta', {}, since);
  },
});
