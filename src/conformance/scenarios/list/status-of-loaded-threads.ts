import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/status-of-loaded-threads',
  requires: 'The list shows the live status of loaded threads, and turns of none.',
  source: 'oracle 3',
  needs: ['home'],
  covers: ['thread/list'],
  prepare: ({ home }) => writeThreads(home, 1),
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.answersInTime(
      'thread/list',
      {},
      {
        data: [
          { id: threadId, status: { type: 'idle' }, turns: [] },
          { status: { type: 'notLoaded' }, turns: [] },
        ],
      },
    );
  },
});
