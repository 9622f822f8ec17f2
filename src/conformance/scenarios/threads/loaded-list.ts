import { listAt, textAt } from '../../../util/peek.js';
import { expectSame, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/loaded-list',
  requires: 'thread/loaded/list gives the ids of loaded threads in pages; a limit of 0 counts as 1.',
  source: 'app-server A.2',
  needs: ['home'],
  covers: ['thread/loaded/list'],
  async run(bench) {
    const line = await bench.connect();
    const ids = [
      await bench.startThread(line),
      await bench.startThread(line),
      await bench.startThread(line),
    ].sort();
    const all = await line.call('thread/loaded/list', {});
    expectSame('all', listAt(all, 'data').map(String).sort(), ids);
    const first = await line.answers(
      'thread/loaded/list',
      { limit: 2 },
      { data: is.lengthOf(2), nextCursor: is.uuid },
    );
    await line.answers(
      'thread/loaded/list',
      { limit: 2, cursor: textAt(first, 'nextCursor') },
      { data: is.lengthOf(1), nextCursor: null },
    );
    await line.answers('thread/loaded/list', { limit: 0 }, { data: is.lengthOf(1) });
    await line.refuses('thread/loaded/list', { cursor: 'bogus' }, { message: 'invalid cursor: bogus' });
  },
});
