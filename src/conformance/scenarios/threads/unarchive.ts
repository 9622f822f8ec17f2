import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/unarchive',
  requires: 'An archived thread comes back, everybody is told, and one that is not archived is refused.',
  source: 'app-server A.2',
  covers: ['thread/archive', 'thread/unarchive', 'thread/unarchived'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.call('thread/archive', { threadId });
    await line.answers(
      'thread/unarchive',
      { threadId },
      { thread: { id: threadId, status: { type: 'notLoaded' } } },
    );
    await line.hears('thread/unarchived', { threadId });
    await line.answersInTime('thread/list', {}, { data: [{ id: threadId }] });
    await line.refuses(
      'thread/unarchive',
      { threadId },
      { message: `no archived rollout found for thread id ${threadId}` },
    );
  },
});
