import { textAt } from '../../../util/peek.js';
import { expectOrder, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/device-login',
  requires:
    'A device login answers with address and code, ends when it is approved, then the new mode is told.',
  source: 'login 4.3',
  profiles: ['0.169.0'],
  covers: [
    'account/login/start',
    'account/login/completed',
    'account/updated',
    'account/read',
    'account/rateLimits/read',
  ],
  login: true,
  script: { logins: ['ask'] },
  async run(bench) {
    const line = await bench.connect();
    const result = await line.answers(
      'account/login/start',
      { type: 'chatgptDeviceCode' },
      {
        type: 'chatgptDeviceCode',
        loginId: is.uuid,
        verificationUrl: /\/codex\/device$/,
        userCode: is.filled,
      },
    );
    bench.backend.approveDevice(textAt(result, 'userCode') ?? '');
    await line.hears('account/login/completed', {
      loginId: textAt(result, 'loginId'),
      success: true,
      error: null,
    });
    await line.hears('account/updated', { authMode: 'chatgpt', planType: 'plus' });
    expectOrder('the login', line.labels(), [
      'answer account/login/start',
      'account/login/completed',
      'account/updated',
    ]);
    await line.answers(
      'account/read',
      {},
      {
        account: { type: 'chatgpt', email: 'tester@example.com', planType: 'plus' },
        requiresOpenaiAuth: true,
      },
    );
    await line.answers('account/rateLimits/read', undefined, { rateLimits: { limitId: 'codex' } });
  },
});
