import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/installed-apps',
  requires: 'Without a login no apps are installed.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['app/installed'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('app/installed', {}, { apps: [] });
  },
});
