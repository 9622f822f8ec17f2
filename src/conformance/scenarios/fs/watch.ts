import { textAt } from '../../../util/peek.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'fs/watch',
  requires: 'A watch tells the changes of its file until it is ended; ending an unknown one is no trouble.',
  source: 'app-server A.4',
  needs: ['home'],
  covers: ['fs/watch', 'fs/unwatch', 'fs/changed'],
  async run(bench) {
    const line = await bench.connect();
    const file = bench.write('watched.txt', 'one');
    const result = await line.answers(
      'fs/watch',
      bench.isOld ? { path: file } : { path: file, watchId: 'w1' },
      { path: is.absolutePath },
    );
    const watchId = textAt(result, 'watchId') ?? 'w1';
    bench.write('watched.txt', 'two');
    await line.hears('fs/changed', { watchId, changedPaths: is.listWith(/watched\.txt$/) });
    await line.answers('fs/unwatch', { watchId }, {});
    await line.answers('fs/unwatch', { watchId: 'nobody' }, {});
  },
});
