import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/device-login-not-enabled',
  requires: 'An issuer without device login is -32600, another failure -32603 with its status.',
  source: 'login 4.1',
  profiles: ['0.169.0'],
  covers: ['account/login/start'],
  login: true,
  script: { logins: [{ faults: { userCode: 404 } }, { faults: { userCode: 503 } }] },
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'account/login/start',
      { type: 'chatgptDeviceCode' },
      {
        message:
          'device code login is not enabled for this Codex server. Use the browser login or verify the server URL.',
      },
    );
    await line.refuses(
      'account/login/start',
      { type: 'chatgptDeviceCode' },
      {
        code: -32603,
        message:
          'failed to request device code: device code request failed with status 503 Service Unavailable',
      },
    );
  },
});
