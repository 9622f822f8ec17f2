import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/name-is-broadcast',
  requires: 'A new name reaches every connection.',
  source: 'oracle 3',
  on: ['websocket'],
  covers: ['thread/name/updated'],
  script: { replies: ['hi'] },
  async run(bench) {
    const [line, other] = [await bench.connect(), await bench.connect()];
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.call('thread/name/set', { threadId, name: 'shared' });
    await other.hears('thread/name/updated', { threadId, threadName: 'shared' });
  },
});
