import { textAt } from '../../../util/peek.js';
import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/deltas-add-up',
  requires: 'The deltas of a message add up to the text of its completed item.',
  source: 'app-server D.4',
  on: ['stdio', 'websocket'],
  covers: ['item/agentMessage/delta'],
  script: { replies: [{ text: { content: 'The quick brown fox\njumps ü€😀 over.', split: 'characters' } }] },
  async run(bench) {
    const line = await bench.connect();
    const { since } = await bench.turn(line, await bench.startThread(line));
    const deltas = line
      .inbound(since)
      .filter(({ method }) => method === 'item/agentMessage/delta')
      .map(({ value }) => textAt(value, 'params', 'delta') ?? '');
    expectSame('the text', deltas.join(''), 'The quick brown fox\njumps ü€😀 over.');
    await line.hears('item/completed', { item: { type: 'agentMessage', text: deltas.join('') } });
  },
});
