import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/login-survives-its-connection',
  requires: 'A login goes on when its connection is gone, and another one may cancel it.',
  source: 'login 4.10',
  profiles: ['0.169.0'],
  on: ['websocket'],
  covers: ['account/login/start', 'account/login/cancel', 'account/login/completed'],
  login: true,
  script: { logins: ['ask'] },
  async run(bench) {
    const line = await bench.connect();
    const loginId =
      textAt(await line.call('account/login/start', { type: 'chatgptDeviceCode' }), 'loginId') ?? '';
    await line.close();
    const other = await bench.connect();
    await other.answers('account/login/cancel', { loginId }, { status: 'canceled' });
    await other.hears('account/login/completed', { loginId, success: false });
  },
});
