import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/memory-status',
  requires: 'A fresh home has consolidated no threads into memory.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['memory/status'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('memory/status', {}, { v2ConsolidatedThreads: 0, v2Ready: true });
  },
});
