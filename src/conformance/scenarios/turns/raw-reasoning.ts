import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/raw-reasoning',
  requires: 'Raw reasoning text comes as its own deltas.',
  source: 'app-server D.4',
  covers: ['item/reasoning/textDelta'],
  config: 'show_raw_agent_reasoning = true',
  script: { replies: [{ reasoning: { text: 'raw thoughts' }, text: 'done' }] },
  async run(bench) {
    const line = await bench.connect();
    await bench.turn(line, await bench.startThread(line));
    await line.hears('item/reasoning/textDelta', { contentIndex: 0, delta: is.filled });
    await line.hears('item/completed', { item: { type: 'reasoning', content: ['raw thoughts'] } });
  },
});
