import { textAt } from '../../../util/peek.js';
import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { callbackOf } from '../../support/browser-login.js';
import { http } from '../../support/http.js';

export default scenario({
  id: 'account/browser-callback-refusals',
  requires:
    'The page that a browser comes back to refuses another state and other paths, and goes on waiting.',
  source: 'login 2.3',
  covers: ['account/login/start', 'account/login/cancel'],
  login: true,
  locks: 'login port',
  async run(bench) {
    const line = await bench.connect();
    const result = await line.call('account/login/start', { type: 'chatgpt' });
    const { base } = callbackOf(result);
    expectFits('another state', await http(base, '/auth/callback?code=x&state=wrong'), {
      status: 400,
      body: /State mismatch/,
    });
    expectFits('another path', await http(base, '/elsewhere'), { status: 404, body: /Not Found/ });
    await line.answers(
      'account/login/cancel',
      { loginId: textAt(result, 'loginId') ?? '' },
      { status: 'canceled' },
    );
  },
});
