import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/rate-limits-refusals',
  requires: 'Limits need a ChatGPT login: without any, and with a key, the refusal says so.',
  source: 'login 4.7',
  covers: ['account/rateLimits/read', 'account/login/start'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    await line.refuses('account/rateLimits/read', undefined, {
      message: 'codex account authentication required to read rate limits',
    });
    await line.call('account/login/start', { type: 'apiKey', apiKey: 'sk-test' });
    await line.hears('account/updated');
    await line.refuses('account/rateLimits/read', undefined, {
      message: 'chatgpt authentication required to read rate limits',
    });
  },
});
