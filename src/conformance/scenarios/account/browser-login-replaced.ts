import { textAt } from '../../../util/peek.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { callbackOf } from '../../support/browser-login.js';

export default scenario({
  id: 'account/browser-login-replaced',
  requires: 'A second browser login ends the first one and takes its port; a key ends the second.',
  source: 'login 4.2, 4.3',
  covers: ['account/login/start', 'account/login/completed'],
  login: true,
  locks: 'login port',
  async run(bench) {
    const line = await bench.connect();
    const isOver = (login: unknown): Promise<unknown> =>
      line.hears('account/login/completed', {
        loginId: textAt(login, 'loginId'),
        success: false,
        error: /^Login server error: Login (was not completed|cancelled)/,
      });
    const first = await line.call('account/login/start', { type: 'chatgpt' });
    const second = await line.call('account/login/start', { type: 'chatgpt' });
    await isOver(first);
    expectThat('the port is the same', callbackOf(first).base === callbackOf(second).base);
    await line.call('account/login/start', { type: 'apiKey', apiKey: 'sk-test' });
    await isOver(second);
  },
});
