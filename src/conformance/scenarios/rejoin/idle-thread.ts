import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'rejoin/idle-thread',
  requires: 'A loaded thread is resumed with its live state, also twice, and overrides are ignored.',
  source: 'app-server D.6',
  covers: ['thread/resume'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { approvalPolicy: 'never' });
    await bench.turn(line, threadId);
    for (let times = 0; times < 2; times += 1)
      await line.answers(
        'thread/resume',
        { threadId, approvalPolicy: 'untrusted' },
        {
          approvalPolicy: 'never',
          thread: { id: threadId, status: { type: 'idle' }, turns: is.lengthOf(1) },
        },
      );
  },
});
