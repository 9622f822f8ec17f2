import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/gateway',
  requires: 'A provider without a login of its own needs none.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['account/gatewayOAuth/read'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('account/gatewayOAuth/read', {}, { required: false, status: null, error: null });
  },
});
