import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'history/turns-in-pages',
  requires: 'The turns of a thread come in pages, the newest first, and a cursor goes on.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: ['thread/turns/list'],
  script: { replies: ['first', 'second', 'third'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const ids: string[] = [];
    for (const word of ['one', 'two', 'three']) ids.unshift((await bench.turn(line, threadId, word)).id);
    const page = await line.answersInTime(
      'thread/turns/list',
      { threadId, limit: 2 },
      { data: ids.slice(0, 2).map((id) => ({ id, status: 'completed' })), nextCursor: is.filled },
    );
    const { nextCursor: cursor } = page as { nextCursor: string }; // just seen
    await line.answers(
      'thread/turns/list',
      { threadId, limit: 2, cursor },
      { data: [{ id: ids[2] ?? '' }], nextCursor: null },
    );
    await line.refuses('thread/turns/list', { threadId, cursor: 'bad' }, { message: 'invalid cursor: bad' });
  },
});
