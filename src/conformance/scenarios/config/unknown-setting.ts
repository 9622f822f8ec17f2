import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/unknown-setting',
  requires: 'A setting that nobody knows is named to the client after the handshake.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['configWarning'],
  config: 'no_such_setting = 1\n',
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.hears('configWarning', { summary: /`no_such_setting` is ignored\.$/, details: null });
  },
});
