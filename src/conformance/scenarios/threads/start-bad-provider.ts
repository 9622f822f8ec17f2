import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/start-bad-provider',
  requires: 'A provider that is not configured keeps a thread from starting.',
  source: 'app-server A.2',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'thread/start',
      { modelProvider: 'no-such-provider' },
      { message: /^failed to load configuration: / },
    );
  },
});
