import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { textAt } from '../../../util/peek.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/device-login-cannot-be-saved',
  requires:
    'A login that is approved and cannot be saved is told as failed, with the reason, and logs nobody in.',
  source: 'login 4.3',
  profiles: ['0.169.0'],
  covers: ['account/login/start', 'account/login/completed'],
  login: true,
  script: { logins: ['ask'] },
  prepare({ home }) {
    mkdirSync(path.join(home.codexHome, 'auth.json', 'in-the-way'), { recursive: true });
  },
  async run(bench) {
    const line = await bench.connect();
    const result = await line.call('account/login/start', { type: 'chatgptDeviceCode' });
    bench.backend.approveDevice(textAt(result, 'userCode') ?? '');
    const loginId = textAt(result, 'loginId');
    await line.hears('account/login/completed', { loginId, success: false, error: is.filled });
    await line.answers('account/read', {}, { account: null });
    line.hasNotHeard('account/updated');
  },
});
