import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/start-needs-params',
  requires: 'thread/start wants its params object, although it may be empty.',
  source: 'app-server A.2',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses('thread/start', undefined, { message: 'Invalid request: missing field `params`' });
    await line.answers('thread/start', {}, { thread: { id: is.uuid } });
  },
});
