import { at } from '../../../util/peek.js';
import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

const usage = { input: 100, cached: 0, output: 10 };

export default scenario({
  id: 'turns/token-usage-of-each-round',
  requires:
    'Each round of a turn tells at its end what was used; in 0.118.0 a later one first tells the old total once more.',
  source: 'app-server D.4',
  covers: ['thread/tokenUsage/updated'],
  script: {
    replies: [
      { call: { name: 'update_plan', arguments: { plan: [] } }, usage },
      { text: 'done', usage },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { since } = await bench.turn(line, threadId);
    const totals = line
      .inbound(since)
      .filter(({ method }) => method === 'thread/tokenUsage/updated')
      .map(({ value }) => at(value, 'params', 'tokenUsage', 'total', 'totalTokens'));
    expectSame('the totals', totals, bench.isOld ? [110, 110, 220] : [110, 220]);
  },
});
