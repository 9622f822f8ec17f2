import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/memory-of-none',
  requires:
    'A thread remembers nothing before its memory was made; its mode can be set, and all memory be dropped.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/memory/read', 'thread/memoryMode/set', 'memory/reset'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/memoryMode/set', { threadId, mode: 'enabled' }, {});
    await line.answers('thread/memory/read', { threadId }, { summary: null });
    await line.answers('memory/reset', undefined, {});
  },
});
