import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/feature-enablement',
  requires: '0.118.0 sets some features for its process and refuses others; 0.169.0 takes all and sets none.',
  source: 'app-server A.5; measured',
  needs: ['home'],
  covers: ['experimentalFeature/enablement/set'],
  async run(bench) {
    const line = await bench.connect();
    const set = 'experimentalFeature/enablement/set';
    await line.answers(set, { enablement: {} }, { enablement: {} });
    if (bench.isOld) {
      await line.answers(set, { enablement: { apps: false } }, { enablement: { apps: false } });
      await line.refuses(
        set,
        { enablement: { nope: true } },
        { message: 'invalid feature enablement `nope`' },
      );
      await line.refuses(
        set,
        { enablement: { undo: true } },
        {
          message: /^unsupported feature enablement `undo`: currently supported features are apps, plugins, /,
        },
      );
    } else {
      for (const name of ['apps', 'nope', 'undo'])
        await line.answers(set, { enablement: { [name]: false } }, { enablement: {} });
    }
  },
});
