import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/bad-external-token',
  requires: 'A token from outside that is none is -32603 and says why.',
  source: 'login 4.1',
  covers: ['account/login/start'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'account/login/start',
      { type: 'chatgptAuthTokens', accessToken: 'nonsense', chatgptAccountId: 'y' },
      { code: -32603, message: /^failed to set external auth: / },
    );
  },
});
