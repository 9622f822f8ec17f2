import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/requirements',
  requires: 'Without requirements configRequirements/read says null.',
  source: 'oracle 2',
  needs: ['home'],
  covers: ['configRequirements/read'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('configRequirements/read', undefined, { requirements: null });
    await line.answers('configRequirements/read', {}, { requirements: null });
  },
});
