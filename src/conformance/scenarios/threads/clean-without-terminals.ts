import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/clean-without-terminals',
  requires: 'thread/backgroundTerminals/clean succeeds when nothing runs.',
  source: 'app-server A.2',
  covers: ['thread/backgroundTerminals/clean'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('thread/backgroundTerminals/clean', { threadId: await bench.startThread(line) }, {});
  },
});
