import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/device-login-fails',
  requires: 'A device login that its issuer fails is told with the reason, and leaves nobody signed in.',
  source: 'login 4.3',
  profiles: ['0.169.0'],
  covers: ['account/login/start', 'account/login/completed'],
  login: true,
  script: { logins: [{ faults: { poll: 500 } }] },
  async run(bench) {
    const line = await bench.connect();
    const result = await line.call('account/login/start', { type: 'chatgptDeviceCode' });
    await line.hears('account/login/completed', {
      loginId: textAt(result, 'loginId'),
      success: false,
      error: 'device auth failed with status 500 Internal Server Error',
    });
    await line.answers('account/read', {}, { account: null });
    line.hasNotHeard('account/updated');
  },
});
