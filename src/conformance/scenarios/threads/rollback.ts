import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/rollback',
  requires: 'thread/rollback drops the last turns, tells nobody, and takes a number beyond them for all.',
  source: 'app-server A.2',
  profiles: ['0.118.0'],
  covers: ['thread/rollback'],
  script: { replies: ['one', 'two', 'three'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { id } = await bench.turn(line, threadId, 'first');
    await bench.turn(line, threadId, 'second');
    await line.answers(
      'thread/rollback',
      { threadId, numTurns: 1 },
      { thread: { id: threadId, turns: [{ id }] } },
    );
    await line.refuses('thread/rollback', { threadId, numTurns: 0 }, { message: 'numTurns must be >= 1' });
    await line.answers('thread/rollback', { threadId, numTurns: 99 }, { thread: { turns: [] } });
  },
});
