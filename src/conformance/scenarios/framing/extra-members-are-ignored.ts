import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/extra-members-are-ignored',
  requires: 'Members of params that nobody knows are ignored.',
  source: 'app-server 0',
  covers: ['thread/read', 'thread/start'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { noSuchMember: 1 });
    await line.answers('thread/read', { threadId, neither: [] }, { thread: { id: threadId } });
  },
});
