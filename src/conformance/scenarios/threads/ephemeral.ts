import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/ephemeral',
  requires: 'An ephemeral thread has no path, is listed nowhere, and gives no turns.',
  source: 'oracle 3',
  covers: ['thread/start', 'thread/list', 'thread/read'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { ephemeral: true });
    await bench.turn(line, threadId);
    await line.answers('thread/read', { threadId }, { thread: { path: null, ephemeral: true } });
    await line.answers('thread/list', {}, { data: [] });
    await line.refuses(
      'thread/read',
      { threadId, includeTurns: true },
      { message: 'ephemeral threads do not support includeTurns' },
    );
  },
});
