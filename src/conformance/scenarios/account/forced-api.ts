import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/forced-api',
  requires: 'Where an API key is the only way in, logins with ChatGPT and tokens from outside are refused.',
  source: 'login 4.1',
  covers: ['account/login/start'],
  login: true,
  config: 'forced_login_method = "api"',
  async run(bench) {
    const line = await bench.connect();
    for (const type of ['chatgpt', 'chatgptDeviceCode'])
      await line.refuses(
        'account/login/start',
        { type },
        { message: 'ChatGPT login is disabled. Use API key login instead.' },
      );
    await line.refuses(
      'account/login/start',
      { type: 'chatgptAuthTokens', accessToken: 'x', chatgptAccountId: 'y' },
      { message: 'External ChatGPT auth is disabled. Use API key login instead.' },
    );
  },
});
