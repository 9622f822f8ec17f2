import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'compaction/start',
  requires: 'A compaction is a turn of its own with one item; 0.118.0 also says thread/compacted.',
  source: 'app-server D.5',
  covers: ['thread/compact/start', 'item/started'],
  script: { replies: ['hi', 'a summary'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const since = line.mark();
    await line.answers('thread/compact/start', { threadId }, {});
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } }, since);
    expectOrder('the compaction', line.labels(since), [
      'answer thread/compact/start',
      'thread/status/changed active',
      'turn/started',
      'item/started contextCompaction',
      'item/completed contextCompaction',
      ...(bench.isOld ? ['thread/compacted'] : []),
      'thread/status/changed idle',
      'turn/completed completed',
    ]);
  },
});
