import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/provider-without-login',
  requires: 'A provider that wants no login shows no account, even when a key is stored.',
  source: 'login 4.6',
  needs: ['home'],
  covers: ['account/read', 'account/login/start'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('account/read', {}, { account: null, requiresOpenaiAuth: false });
    await line.call('account/login/start', { type: 'apiKey', apiKey: 'sk-test' });
    await line.answers('account/read', {}, { account: null, requiresOpenaiAuth: false });
  },
});
