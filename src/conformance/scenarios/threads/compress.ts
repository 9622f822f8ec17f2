import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/compress',
  requires: 'Stored logs can be compressed, also where there are none.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['rollout/compress'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('rollout/compress', {}, {});
  },
});
