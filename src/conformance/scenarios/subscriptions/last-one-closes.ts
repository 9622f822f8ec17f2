import { scenario } from '../../scenario.js';

export default scenario({
  id: 'subscriptions/last-one-closes',
  requires: 'A thread that its last subscriber leaves is closed, and everyone is told.',
  source: 'app-server D.7',
  profiles: ['0.118.0'],
  on: ['websocket'],
  covers: ['thread/closed', 'thread/unsubscribe'],
  async run(bench) {
    const line = await bench.connect();
    const other = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/unsubscribe', { threadId }, { status: 'unsubscribed' });
    await line.hears('thread/closed', { threadId });
    await other.hears('thread/closed', { threadId });
  },
});
