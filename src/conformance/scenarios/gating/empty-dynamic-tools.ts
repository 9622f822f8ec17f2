import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/empty-dynamic-tools',
  requires: 'An empty list of dynamic tools passes the gate in 0.118.0 and does not in 0.169.0.',
  source: 'oracle 1',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect({ capabilities: { experimentalApi: false } });
    const params = { cwd: bench.cwd, dynamicTools: [] };
    if (bench.isOld) await line.call('thread/start', params);
    else
      await line.refuses('thread/start', params, {
        message: 'thread/start.dynamicTools requires experimentalApi capability',
      });
  },
});
