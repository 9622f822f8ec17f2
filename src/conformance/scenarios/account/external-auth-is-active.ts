import { scenario } from '../../scenario.js';
import { externalTokens } from '../../support/external-tokens.js';

export default scenario({
  id: 'account/external-auth-is-active',
  requires:
    'While tokens from outside are in use every other login is refused, fresh tokens are taken, and a logout ends it.',
  source: 'login 4.1, 4.5',
  covers: ['account/login/start', 'account/logout'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    const tokens = { type: 'chatgptAuthTokens', ...(await externalTokens(bench)) };
    await line.call('account/login/start', tokens);
    const message =
      'External auth is active. Use account/login/start (chatgptAuthTokens) to update it or account/logout to clear it.';
    for (const params of [
      { type: 'apiKey', apiKey: 'sk-test' },
      { type: 'chatgpt' },
      { type: 'chatgptDeviceCode' },
    ])
      await line.refuses('account/login/start', params, { message });
    await line.answers('account/login/start', tokens, { type: 'chatgptAuthTokens' });
    await line.call('account/logout');
    await line.answers('account/login/start', { type: 'apiKey', apiKey: 'sk-test' }, { type: 'apiKey' });
  },
});
