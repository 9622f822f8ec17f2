import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/deprecated-setting',
  requires: 'A thread under a setting that is deprecated and no longer read begins with a notice of it.',
  source: 'measured',
  profiles: ['0.118.0'],
  covers: ['deprecationNotice'],
  config: 'experimental_instructions_file = "/nowhere"\n',
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await bench.startThread(line);
    await line.hears('deprecationNotice', { summary: /^`experimental_instructions_file` is deprecated/ });
  },
});
