import { scenario } from '../../scenario.js';

export default scenario({
  id: 'fs/relative-path',
  requires: 'A relative path is an invalid request.',
  source: 'app-server A.4',
  covers: ['fs/readFile'],
  async run(bench) {
    await (await bench.connect()).refuses(
      'fs/readFile',
      { path: 'a.txt' },
      { message: 'Invalid request: AbsolutePathBuf deserialized without a base path' },
    );
  },
});
