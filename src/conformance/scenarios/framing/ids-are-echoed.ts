import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/ids-are-echoed',
  requires: 'Ids that are texts or integers come back exactly.',
  source: 'oracle 1',
  on: ['stdio', 'websocket'],
  async run(bench) {
    const line = await bench.connect();
    for (const id of ['', 'a b', '7', 0, -5, 9007199254740991]) {
      line.send({ id, method: 'thread/loaded/list', params: {} });
      expectFits('the answer', await line.answerTo(id), { id, result: { data: is.list } });
    }
  },
});
