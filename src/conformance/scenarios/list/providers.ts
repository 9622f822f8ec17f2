import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/providers',
  requires:
    'Without providers the list has the threads of the configured one; an empty list means all of them.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  prepare({ home }) {
    writeThreads(home, 2);
    writeThreads(home, 1, { provider: 'elsewhere', day: '02' });
  },
  async run(bench) {
    const line = await bench.connect();
    await line.answers('thread/list', {}, { data: is.lengthOf(2) });
    await line.answers('thread/list', { modelProviders: [] }, { data: is.lengthOf(3) });
    await line.answers(
      'thread/list',
      { modelProviders: ['elsewhere'] },
      { data: [{ modelProvider: 'elsewhere' }] },
    );
  },
});
