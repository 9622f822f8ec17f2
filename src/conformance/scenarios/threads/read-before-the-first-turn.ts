import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/read-before-the-first-turn',
  requires: 'Before its first turn a thread can be read, but not with its turns.',
  source: 'oracle 3',
  covers: ['thread/read'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers(
      'thread/read',
      { threadId },
      { thread: { id: threadId, turns: [], status: { type: 'idle' } } },
    );
    await line.refuses(
      'thread/read',
      { threadId, includeTurns: true },
      bench.isOld
        ? {
            message: `thread ${threadId} is not materialized yet; includeTurns is unavailable before first user message`,
          }
        : { code: -32601, message: 'list_turns is not supported yet' },
    );
  },
});
