import { listAt, numberAt, textAt } from '../../../util/peek.js';
import { expectSame, is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/pages',
  requires:
    'thread/list is newest first, 25 a page by default, and goes on with its cursor until that is null.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  prepare: ({ home }) => writeThreads(home, 30),
  async run(bench) {
    const line = await bench.connect();
    const first = await line.answers('thread/list', {}, { data: is.lengthOf(25), nextCursor: is.filled });
    const rest = await line.answers(
      'thread/list',
      { cursor: textAt(first, 'nextCursor') },
      { data: is.lengthOf(5), nextCursor: null },
    );
    const times = [...listAt(first, 'data'), ...listAt(rest, 'data')].map(
      (thread) => numberAt(thread, 'createdAt') ?? 0,
    );
    expectSame(
      'newest first',
      times,
      [...times].sort((a, b) => b - a),
    );
  },
});
