import { scenario } from '../../scenario.js';

export default scenario({
  id: 'history/revert',
  requires: 'A revert takes a turn and what followed out of the thread, and everyone is told.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: ['thread/revert', 'thread/reverted'],
  script: { replies: ['first', 'second'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id: kept } = await bench.turn(line, threadId, 'one');
    const { id: beforeTurnId } = await bench.turn(line, threadId, 'two');
    await line.answersInTime(
      'thread/turns/list',
      { threadId },
      { data: [{ id: beforeTurnId }, { id: kept }] },
    );
    await line.refuses('thread/revert', { threadId, beforeTurnId: 'x' }, { message: 'turn not found: x' });
    await line.hears('thread/status/changed', { threadId, status: { type: 'notLoaded' } });
    await line.answers('thread/revert', { threadId, beforeTurnId }, { thread: { id: threadId } });
    await line.hears('thread/reverted', { threadId });
    await line.answersInTime('thread/turns/list', { threadId }, { data: [{ id: kept }] });
  },
});
