import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/sort-key',
  requires: 'Threads are sorted by their creation, or on request by their last change.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  script: {},
  prepare({ home }) {
    writeThreads(home, 1, { day: '01', changed: new Date('2026-06-02T00:00:00Z') });
    writeThreads(home, 1, { day: '02', changed: new Date('2026-06-01T00:00:00Z') });
  },
  async run(bench) {
    const line = await bench.connect();
    const [first, second] = ['2026-05-01', '2026-05-02'].map((day) => ({
      createdAt: Date.parse(`${day}T00:00:00Z`) / 1000,
    }));
    for (const [params, data] of [
      [{}, [second, first]],
      [{ sortKey: 'created_at' }, [second, first]],
      [{ sortKey: 'updated_at' }, [first, second]],
    ] as const)
      await line.answers('thread/list', params, { data });
  },
});
