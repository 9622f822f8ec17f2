import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/marketplaces-without-any',
  requires: 'Where no marketplace is configured none is upgraded, and none can be removed.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['marketplace/remove', 'marketplace/upgrade'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'marketplace/upgrade',
      {},
      { selectedMarketplaces: [], upgradedRoots: [], errors: [] },
    );
    const marketplaceName = 'x';
    await line.refuses(
      'marketplace/upgrade',
      { marketplaceName },
      { message: 'marketplace `x` is not configured as a Git marketplace' },
    );
    await line.refuses(
      'marketplace/remove',
      { marketplaceName },
      { message: 'marketplace `x` is not configured or installed' },
    );
  },
});
