import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/archived-cannot-be-resumed',
  requires: 'An archived thread cannot be resumed, but read.',
  source: 'oracle 3',
  covers: ['thread/archive', 'thread/resume', 'thread/read'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.call('thread/archive', { threadId });
    await line.refuses(
      'thread/resume',
      { threadId },
      {
        message: bench.isOld
          ? `no rollout found for thread id ${threadId}`
          : /^session [0-9a-f-]+ is archived\./,
      },
    );
    await line.answers('thread/read', { threadId }, { thread: { id: threadId } });
  },
});
