import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/burst',
  requires: 'A hundred requests sent at once are all answered.',
  source: 'app-server C.3',
  on: ['stdio', 'websocket'],
  async run(bench) {
    const line = await bench.connect();
    const ids = Array.from({ length: 100 }, () => line.ask('thread/loaded/list', {}));
    for (const id of ids) expectFits('an answer', await line.answerTo(id), { result: { data: is.list } });
  },
});
