import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/delete',
  requires: 'A deleted thread is gone and everybody is told.',
  source: 'oracle 3',
  profiles: ['0.169.0'],
  covers: ['thread/delete', 'thread/deleted'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.answers('thread/delete', { threadId }, {});
    await line.hears('thread/deleted', { threadId });
    await line.answers('thread/list', {}, { data: [] });
  },
});
