import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { externalTokens } from '../../support/external-tokens.js';

export default scenario({
  id: 'account/external-tokens',
  requires: 'Tokens from outside are answered, then told as completed without an id, then as the new mode.',
  source: 'login 4.3',
  covers: ['account/login/start', 'account/login/completed', 'account/updated', 'account/read'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    const tokens = { type: 'chatgptAuthTokens', ...(await externalTokens(bench)) };
    await line.answers('account/login/start', tokens, { type: 'chatgptAuthTokens' });
    await line.hears('account/login/completed', { loginId: null, success: true, error: null });
    await line.hears('account/updated', { authMode: 'chatgptAuthTokens', planType: 'team' });
    expectOrder('the login', line.labels(), [
      'answer account/login/start',
      'account/login/completed',
      'account/updated',
    ]);
    await line.answers(
      'account/read',
      {},
      { account: { type: 'chatgpt', email: 'a@example.com', planType: 'team' }, requiresOpenaiAuth: true },
    );
  },
});
