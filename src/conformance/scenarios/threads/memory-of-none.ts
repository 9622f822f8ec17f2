import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/memory-of-none',
  requires: 'A thread remembers nothing before its memory was made, and its mode can be set.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/memory/read', 'thread/memoryMode/set'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/memoryMode/set', { threadId, mode: 'enabled' }, {});
    await line.answers('thread/memory/read', { threadId }, { summary: null });
  },
});
