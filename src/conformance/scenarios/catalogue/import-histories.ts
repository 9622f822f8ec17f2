import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/import-histories',
  requires: 'Nothing was imported into a fresh home.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['externalAgentConfig/import/readHistories'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('externalAgentConfig/import/readHistories', {}, { data: [], connectors: [] });
  },
});
