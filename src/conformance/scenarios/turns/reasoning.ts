import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/reasoning',
  requires: 'Reasoning is an item with its summary parts and deltas, before the message.',
  source: 'app-server D.4',
  covers: ['item/reasoning/summaryPartAdded', 'item/reasoning/summaryTextDelta'],
  script: { replies: [{ reasoning: { summary: ['first', 'second'] }, text: 'done' }] },
  async run(bench) {
    const line = await bench.connect();
    const { since } = await bench.turn(line, await bench.startThread(line));
    expectOrder('the items', line.labels(since), [
      'item/started userMessage',
      'item/completed userMessage',
      'item/started reasoning',
      'item/reasoning/summaryPartAdded',
      'item/reasoning/summaryTextDelta',
      'item/reasoning/summaryPartAdded',
      'item/reasoning/summaryTextDelta',
      'item/completed reasoning',
      'item/started agentMessage',
      'item/completed agentMessage',
    ]);
    await line.hears('item/completed', { item: { type: 'reasoning', summary: ['first', 'second'] } });
  },
});
