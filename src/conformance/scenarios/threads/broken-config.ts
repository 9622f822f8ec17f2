import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/broken-config',
  requires: 'With a configuration that cannot be read, thread/start is refused and says so.',
  source: 'oracle 1',
  covers: ['thread/start'],
  config: 'model = [broken',
  async run(bench) {
    const line = await bench.connect();
    await line.refuses('thread/start', {}, { message: /^failed to load configuration: / });
  },
});
