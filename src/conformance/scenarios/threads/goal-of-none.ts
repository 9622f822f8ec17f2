import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/goal-of-none',
  requires: 'A thread has no goal until it gets one.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/goal/get'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/goal/get', { threadId }, { goal: null });
  },
});
