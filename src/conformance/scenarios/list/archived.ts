import { scenario } from '../../scenario.js';

export default scenario({
  id: 'list/archived',
  requires: 'On request the list shows the archive, and only that.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list', 'thread/archive'],
  script: { replies: ['hi', 'ho'] },
  async run(bench) {
    const line = await bench.connect();
    const [kept, filed] = [await bench.startThread(line), await bench.startThread(line)];
    await bench.turn(line, kept, 'one');
    await bench.turn(line, filed, 'two');
    await line.call('thread/archive', { threadId: filed });
    await line.answersInTime('thread/list', { archived: true }, { data: [{ id: filed }], nextCursor: null });
    await line.answersInTime('thread/list', { archived: false }, { data: [{ id: kept }], nextCursor: null });
    await line.answersInTime('thread/list', {}, { data: [{ id: kept }], nextCursor: null });
  },
});
