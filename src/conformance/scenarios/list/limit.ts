import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/limit',
  requires: 'A limit of 0 counts as 1, and one above 100 as 100.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  prepare: ({ home }) => writeThreads(home, 105),
  async run(bench) {
    const line = await bench.connect();
    await line.answers('thread/list', { limit: 0 }, { data: is.lengthOf(1) });
    await line.answers('thread/list', { limit: 3 }, { data: is.lengthOf(3) });
    await line.answers('thread/list', { limit: 1000 }, { data: is.lengthOf(100), nextCursor: is.filled });
  },
});
