import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/experimental-features',
  requires: 'Feature flags are listed in pages; 0.118.0 refuses to enable an unknown one.',
  source: 'app-server A.5',
  covers: ['experimentalFeature/list'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('experimentalFeature/list', { limit: 2 }, { data: is.lengthOf(2), nextCursor: '2' });
    await line.refuses('experimentalFeature/list', { cursor: 'bogus' }, { message: 'invalid cursor: bogus' });
    // 0.169.0 takes any name.
    if (bench.isOld)
      await line.refuses(
        'experimentalFeature/enablement/set',
        { enablement: { 'no-such-flag': true } },
        { message: /^invalid feature enablement `no-such-flag`/ },
      );
  },
});
