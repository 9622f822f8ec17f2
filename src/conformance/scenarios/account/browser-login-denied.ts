import { textAt } from '../../../util/peek.js';
import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { callbackOf } from '../../support/browser-login.js';
import { http } from '../../support/http.js';

export default scenario({
  id: 'account/browser-login-denied',
  requires:
    'A browser that comes back with an error ends the login: its page says so, and so does what is told.',
  source: 'login 2.3, 4.3',
  covers: ['account/login/start', 'account/login/completed'],
  login: true,
  locks: 'login port',
  async run(bench) {
    const line = await bench.connect();
    const result = await line.call('account/login/start', { type: 'chatgpt' });
    const { base, state } = callbackOf(result);
    const query = `error=access_denied&error_description=not%20you&state=${state}`;
    expectFits('the page', await http(base, `/auth/callback?${query}`), { status: 200, body: /not you/ });
    await line.hears('account/login/completed', {
      loginId: textAt(result, 'loginId'),
      success: false,
      error: 'Login server error: Sign-in failed: not you',
    });
    line.hasNotHeard('account/updated');
  },
});
