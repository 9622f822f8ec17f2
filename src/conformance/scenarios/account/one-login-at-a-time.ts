import { textAt } from '../../../util/peek.js';
import type { Line } from '../../line.js';
import { scenario } from '../../scenario.js';

const start = async (line: Line): Promise<string> =>
  textAt(await line.call('account/login/start', { type: 'chatgptDeviceCode' }), 'loginId') ?? '';

export default scenario({
  id: 'account/one-login-at-a-time',
  requires:
    'A new login takes the place of the one that waits, unless it fails to start; a key and a logout end what waits.',
  source: 'login 4.2, 4.5',
  profiles: ['0.169.0'],
  covers: ['account/login/start', 'account/login/completed', 'account/logout'],
  login: true,
  script: { logins: ['ask', { faults: { userCode: 503 } }, 'ask', 'ask'] },
  async run(bench) {
    const line = await bench.connect();
    const isOver = (loginId: string): Promise<unknown> =>
      line.hears('account/login/completed', { loginId, success: false, error: 'Login was not completed' });
    const first = await start(line);
    await line.refuses(
      'account/login/start',
      { type: 'chatgptDeviceCode' },
      { code: -32603, message: /503/ },
    );
    line.hasNotHeard('account/login/completed');
    const second = await start(line);
    await isOver(first);
    await line.call('account/login/start', { type: 'apiKey', apiKey: 'sk-test' });
    await isOver(second);
    const third = await start(line);
    await line.call('account/logout');
    await isOver(third);
  },
});
