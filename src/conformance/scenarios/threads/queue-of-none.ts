import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/queue-of-none',
  requires: 'A thread has an empty queue until something is queued.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/queue/list'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/queue/list', { threadId }, { data: [], nextCursor: null });
  },
});
