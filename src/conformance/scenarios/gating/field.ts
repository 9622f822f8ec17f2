import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/field',
  requires:
    'An experimental member of a stable method is refused by method and member; null is no use of it.',
  source: 'app-server C.1',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect({ capabilities: { experimentalApi: false } });
    await line.refuses(
      'thread/start',
      { mockExperimentalField: 'x' },
      { message: 'thread/start.mockExperimentalField requires experimentalApi capability' },
    );
    await line.call('thread/start', { cwd: bench.cwd, mockExperimentalField: null });
  },
});
