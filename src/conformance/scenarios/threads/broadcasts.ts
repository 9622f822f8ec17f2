import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/broadcasts',
  requires:
    'Starts, statuses, archiving and unarchiving reach every connection; turns and items only subscribers.',
  source: 'oracle 3',
  on: ['websocket'],
  covers: ['thread/started', 'thread/status/changed', 'thread/archived', 'thread/unarchived'],
  script: { replies: ['hi'] },
  async run(bench) {
    const [line, other] = [await bench.connect(), await bench.connect()];
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.call('thread/archive', { threadId });
    await line.call('thread/unarchive', { threadId });
    await other.hears('thread/unarchived', { threadId });
    for (const [method, pattern] of [
      ['thread/started', { thread: { id: threadId } }],
      ['thread/status/changed', { threadId, status: { type: 'active' } }],
      ['thread/status/changed', { threadId, status: { type: 'idle' } }],
      ['thread/archived', { threadId }],
    ] as const)
      await other.hears(method, pattern);
    expectSame(
      'what only subscribers hear',
      other.labels().filter((label) => /^(turn|item)\//.test(label)),
      [],
    );
  },
});
