import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/security-setup',
  requires: 'Nobody who is not signed in is told to secure an account.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['account/securitySetup/read'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('account/securitySetup/read', {}, { notice: null });
  },
});
