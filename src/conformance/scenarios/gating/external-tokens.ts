import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/external-tokens',
  requires: 'Login with tokens from outside is refused without the capability.',
  source: 'login 4.1',
  covers: ['account/login/start'],
  async run(bench) {
    const line = await bench.connect({ capabilities: { experimentalApi: false } });
    await line.refuses(
      'account/login/start',
      { type: 'chatgptAuthTokens', accessToken: 'x', chatgptAccountId: 'y' },
      {
        message: 'account/login/start.chatgptAuthTokens requires experimentalApi capability',
      },
    );
  },
});
