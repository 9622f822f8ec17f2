import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/name',
  requires: 'A thread is named after trimming, everybody is told, and the list shows the name.',
  source: 'app-server A.2',
  covers: ['thread/name/set', 'thread/name/updated'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.answers('thread/name/set', { threadId, name: '  A name ' }, {});
    await line.hears('thread/name/updated', { threadId, threadName: 'A name' });
    await line.answers('thread/read', { threadId }, { thread: { name: 'A name' } });
    await line.answersInTime('thread/list', {}, { data: [{ id: threadId, name: 'A name' }] });
  },
});
