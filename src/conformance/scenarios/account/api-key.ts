import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/api-key',
  requires: 'An API key is answered, then told as completed without an id, then as the new mode.',
  source: 'login 4.3',
  covers: ['account/login/start', 'account/login/completed', 'account/updated', 'account/read'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    await line.answers('account/login/start', { type: 'apiKey', apiKey: 'sk-test' }, { type: 'apiKey' });
    await line.hears('account/login/completed', { loginId: null, success: true, error: null });
    await line.hears('account/updated', { authMode: 'apikey', planType: null });
    expectOrder('the login', line.labels(), ['account/login/completed', 'account/updated']);
    await line.answers('account/read', {}, { account: { type: 'apiKey' }, requiresOpenaiAuth: true });
  },
});
