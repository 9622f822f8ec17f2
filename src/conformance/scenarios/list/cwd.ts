import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { writeThreads } from '../../support/stored-threads.js';

export default scenario({
  id: 'list/cwd',
  requires: 'A folder chooses the threads that work exactly there.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list'],
  prepare({ home }) {
    writeThreads(home, 2, { cwd: '/tmp/one' });
    writeThreads(home, 1, { cwd: '/tmp/one/below', day: '02' });
  },
  async run(bench) {
    const line = await bench.connect();
    await line.answers('thread/list', { cwd: '/tmp/one' }, { data: is.lengthOf(2) });
    await line.answers('thread/list', { cwd: '/tmp' }, { data: [] });
  },
});
