import { scenario } from '../../scenario.js';

export default scenario({
  id: 'history/legacy',
  requires: 'A thread of historyMode legacy has pages of turns, but none of items, and cannot be reverted.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/start', 'thread/turns/list', 'thread/items/list', 'thread/timeline/list', 'thread/revert'],
  script: { replies: ['one', 'two'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { historyMode: 'legacy' });
    const { id: first } = await bench.turn(line, threadId);
    const { id: last } = await bench.turn(line, threadId);
    const nextCursor = JSON.stringify({ turnId: last, includeAnchor: false });
    await line.answersInTime(
      'thread/turns/list',
      { threadId, limit: 1 },
      { data: [{ id: last }], nextCursor },
    );
    await line.answers('thread/turns/list', { threadId, cursor: nextCursor }, { data: [{ id: first }] });
    for (const method of ['thread/items/list', 'thread/timeline/list'] as const) {
      await line.refuses(method, { threadId }, { code: -32601, message: `${method} is not supported yet` });
    }
    await line.refuses(
      'thread/revert',
      { threadId, beforeTurnId: last },
      { message: 'thread/revert only supports paginated threads' },
    );
    await line.answers('thread/read', { threadId }, { thread: { historyMode: 'legacy' } });
  },
});
