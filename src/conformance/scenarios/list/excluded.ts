import { scenario } from '../../scenario.js';

export default scenario({
  id: 'list/excluded',
  requires: 'Excluded threads do not count for the size of a page.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/list'],
  script: { replies: ['one', 'two'] },
  async run(bench) {
    const line = await bench.connect();
    const kept = await bench.startThread(line);
    await bench.turn(line, kept);
    const excluded = await bench.startThread(line);
    await bench.turn(line, excluded);
    await line.answersInTime(
      'thread/list',
      { excludedThreadIds: [excluded], limit: 1 },
      { data: [{ id: kept }], nextCursor: null },
    );
  },
});
