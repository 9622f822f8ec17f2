import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/device-login-is-cancelled',
  requires: 'A cancelled device login is told as not completed, and the slot is free.',
  source: 'login 4.4',
  profiles: ['0.169.0'],
  covers: ['account/login/cancel', 'account/login/completed'],
  login: true,
  script: { logins: ['ask'] },
  async run(bench) {
    const line = await bench.connect();
    const result = await line.call('account/login/start', { type: 'chatgptDeviceCode' });
    const loginId = textAt(result, 'loginId') ?? '';
    await line.answers('account/login/cancel', { loginId }, { status: 'canceled' });
    await line.hears('account/login/completed', {
      loginId,
      success: false,
      error: 'Login was not completed',
    });
    await line.answers('account/login/cancel', { loginId }, { status: 'notFound' });
    line.hasNotHeard('account/updated');
  },
});
