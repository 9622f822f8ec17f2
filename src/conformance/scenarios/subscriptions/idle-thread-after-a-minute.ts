import { scenario } from '../../scenario.js';

const A_MINUTE_MS = 60 * 1000;

export default scenario({
  id: 'subscriptions/idle-thread-after-a-minute',
  requires: 'A thread that nobody watches stays loaded for a minute where nothing else is configured.',
  source: 'app-server D.7; measured',
  profiles: ['0.169.0'],
  covers: ['thread/closed', 'thread/unsubscribe', 'thread/loaded/list'],
  needs: ['clock'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.answers('thread/unsubscribe', { threadId }, { status: 'unsubscribed' });
    await bench.advance(A_MINUTE_MS - 1_000);
    await line.answers('thread/loaded/list', {}, { data: [threadId] });
    await bench.advance(1_000);
    await line.hears('thread/closed', { threadId });
    await line.answers('thread/loaded/list', {}, { data: [] });
  },
});
