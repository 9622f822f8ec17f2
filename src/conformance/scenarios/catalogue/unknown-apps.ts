import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/unknown-apps',
  requires: 'Apps that are nobody are named as missing.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['app/read'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('app/read', { appIds: ['x'] }, { apps: [], missingAppIds: ['x'] });
  },
});
