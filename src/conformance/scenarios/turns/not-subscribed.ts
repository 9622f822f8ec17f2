import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/not-subscribed',
  requires: 'turn/start of a connection that is not subscribed works and does not subscribe it.',
  source: 'app-server D.6',
  on: ['websocket'],
  covers: ['turn/start', 'thread/status/changed'],
  script: { replies: ['hi'] },
  async run(bench) {
    const [line, other] = [await bench.connect(), await bench.connect()];
    const threadId = await bench.startThread(line);
    await bench.startTurn(other, threadId);
    await line.hears('turn/completed', { threadId });
    await other.hears('thread/status/changed', { threadId, status: { type: 'idle' } });
    expectSame(
      'what it hears of the turn',
      other.labels().filter((label) => /^(turn|item)\//.test(label)),
      [],
    );
  },
});
