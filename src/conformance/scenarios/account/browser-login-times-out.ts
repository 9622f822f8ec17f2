import { textAt } from '../../../util/peek.js';
import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

const TEN_MINUTES_MS = 10 * 60 * 1000;

export default scenario({
  id: 'account/browser-login-times-out',
  requires: 'A browser login that nobody comes back to within ten minutes has failed, and can be begun anew.',
  source: 'login 4.3; measured',
  covers: ['account/login/start', 'account/login/completed'],
  needs: ['clock'],
  login: true,
  locks: 'login port',
  async run(bench) {
    const line = await bench.connect();
    const begin = async (): Promise<string | undefined> =>
      textAt(await line.call('account/login/start', { type: 'chatgpt' }), 'loginId');
    const loginId = await begin();
    await bench.advance(TEN_MINUTES_MS - 1_000);
    await line.call('account/read', {});
    line.hasNotHeard('account/login/completed');
    await bench.advance(1_000);
    await line.hears('account/login/completed', { loginId, success: false, error: 'Login timed out' });
    await line.answers('account/login/cancel', { loginId }, { status: 'notFound' });
    const since = line.mark();
    const next = await begin();
    await line.answers('account/login/cancel', { loginId: next }, { status: 'canceled' });
    await line.hears('account/login/completed', { loginId: next, success: false });
    expectOrder('nothing more of the first', line.labels(since), ['account/login/completed']);
  },
});
