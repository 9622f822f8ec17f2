import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'history/timeline',
  requires: 'The timeline tells of turns and items in their order; a thread that is not stored has none.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: ['thread/timeline/list'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'thread/timeline/list',
      { threadId },
      { code: -32601, message: 'thread/timeline/list is not supported yet' },
    );
    const { id: turnId } = await bench.turn(line, threadId);
    await line.answersInTime(
      'thread/timeline/list',
      { threadId },
      {
        data: is.listWith({ type: 'turnStarted', turnId }),
      },
    );
  },
});
