import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/auth-status',
  requires: 'getAuthStatus tells the mode and, on request, the token.',
  source: 'login 4.6',
  covers: ['getAuthStatus', 'account/login/start'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    await line.answers('getAuthStatus', {}, { authMethod: null, requiresOpenaiAuth: true });
    await line.call('account/login/start', { type: 'apiKey', apiKey: 'sk-test' });
    await line.hears('account/updated');
    await line.answers(
      'getAuthStatus',
      { includeToken: true },
      { authMethod: 'apikey', authToken: 'sk-test' },
    );
    await line.answers('getAuthStatus', {}, { authMethod: 'apikey', authToken: null });
  },
});
