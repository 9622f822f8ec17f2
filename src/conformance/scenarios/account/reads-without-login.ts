import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/reads-without-login',
  requires: 'Usage and messages of an account need one.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['account/usage/read', 'account/workspaceMessages/read'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'account/usage/read',
      {},
      { message: 'codex account authentication required to read token usage' },
    );
    await line.refuses(
      'account/workspaceMessages/read',
      {},
      { message: 'codex account authentication required to read workspace messages' },
    );
  },
});
