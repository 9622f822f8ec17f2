import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/cursor',
  requires: 'A cursor is a time and an id; what is none is refused.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  prepare: ({ home }) => writeThreads(home, 3),
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'thread/list',
      { limit: 1 },
      { nextCursor: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\|[0-9a-f-]{36}$/ },
    );
    await line.refuses('thread/list', { cursor: 'bogus' }, { message: 'invalid cursor: bogus' });
  },
});
