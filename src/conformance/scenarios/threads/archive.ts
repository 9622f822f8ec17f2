import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/archive',
  requires:
    'An archived thread is unloaded, moves to the archive, and everybody is told; it cannot be archived twice.',
  source: 'app-server A.2',
  needs: ['home'],
  covers: ['thread/archive', 'thread/archived', 'thread/list'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const since = line.mark();
    await line.answers('thread/archive', { threadId }, {});
    await line.hears('thread/archived', { threadId }, since);
    await line.hears('thread/status/changed', { threadId, status: { type: 'notLoaded' } }, since);
    line.hasNotHeard('thread/closed', {}, since);
    await line.answersInTime('thread/list', {}, { data: [] });
    await line.answersInTime(
      'thread/list',
      { archived: true },
      { data: [{ id: threadId, status: { type: 'notLoaded' } }] },
    );
    await line.refuses(
      'thread/archive',
      { threadId },
      { message: `no rollout found for thread id ${threadId}` },
    );
  },
});
