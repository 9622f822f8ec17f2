import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'subscriptions/not-the-last',
  requires: 'A thread stays loaded while somebody is subscribed, and who has left hears no more of it.',
  source: 'app-server D.7',
  on: ['websocket'],
  covers: ['thread/unsubscribe', 'thread/resume'],
  script: { replies: ['hi', 'ho'] },
  async run(bench) {
    const [line, other] = [await bench.connect(), await bench.connect()];
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await other.call('thread/resume', { threadId });
    await line.answers('thread/unsubscribe', { threadId }, { status: 'unsubscribed' });
    const since = line.mark();
    await bench.turn(other, threadId);
    await line.quiet();
    expectSame(
      'what it hears',
      line.labels(since).filter((label) => /^(turn|item)\//.test(label)),
      [],
    );
  },
});
