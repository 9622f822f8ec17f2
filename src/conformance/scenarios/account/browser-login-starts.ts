import { textAt } from '../../../util/peek.js';
import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/browser-login-starts',
  requires: 'A browser login answers with its id and the address to sign in at, with PKCE and state.',
  source: 'login 2.2',
  covers: ['account/login/start', 'account/login/cancel', 'account/login/completed'],
  login: true,
  locks: 'login port',
  async run(bench) {
    const line = await bench.connect();
    const result = await line.answers(
      'account/login/start',
      { type: 'chatgpt' },
      {
        type: 'chatgpt',
        loginId: is.uuid,
        authUrl: /^https?:\/\/[^?]+\/oauth\/authorize\?response_type=code&/,
      },
    );
    const query = new URL(textAt(result, 'authUrl') ?? '').searchParams;
    expectFits('the address', Object.fromEntries(query), {
      code_challenge_method: 'S256',
      code_challenge: /^[\w-]{43}$/,
      state: /^[\w-]{43}/,
      scope: /openid profile email offline_access/,
      redirect_uri: /^http:\/\/(localhost|127\.0\.0\.1):\d+\/auth\/callback$/,
      originator: 'conformance',
    });
    const loginId = textAt(result, 'loginId') ?? '';
    await line.answers('account/login/cancel', { loginId }, { status: 'canceled' });
    await line.hears('account/login/completed', {
      loginId,
      success: false,
      error: /^Login server error: Login (was not completed|cancelled)/,
    });
  },
});
