import { scenario } from '../../scenario.js';

export default scenario({
  id: 'list/without-first-message',
  requires: 'A thread without a user message is not listed.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  async run(bench) {
    const line = await bench.connect();
    await bench.startThread(line);
    await line.answers('thread/list', {}, { data: [], nextCursor: null });
  },
});
