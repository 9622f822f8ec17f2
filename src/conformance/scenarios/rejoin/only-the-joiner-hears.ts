import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'rejoin/only-the-joiner-hears',
  requires: 'A join is answered to the joiner alone; nobody else hears of it.',
  source: 'app-server D.6',
  on: ['websocket'],
  covers: ['thread/resume'],
  profiles: ['0.118.0'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const since = line.mark();
    await (await bench.connect()).call('thread/resume', { threadId });
    await line.quiet();
    expectSame('what the first one hears', line.labels(since), []);
  },
});
