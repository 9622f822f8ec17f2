import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/full-turns-are-deprecated',
  requires: 'Whoever asks for all turns of a thread at once is told that this is deprecated.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['deprecationNotice'],
  script: { replies: ['hello'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const asks = [
      ['thread/read', { threadId, includeTurns: true }, /includeTurns/],
      ['thread/resume', { threadId }, /excludeTurns/],
    ] as const;
    for (const [method, params, summary] of asks) {
      const since = line.mark();
      await line.call(method, params);
      await line.hears('deprecationNotice', { summary, details: is.anything }, since);
    }
    const since = line.mark();
    await line.call('thread/resume', { threadId, excludeTurns: true });
    await line.quiet();
    line.hasNotHeard('deprecationNotice', {}, since);
  },
});
