import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/forced-chatgpt',
  requires: 'Where ChatGPT is the only way in, an API key is refused.',
  source: 'login 4.1',
  covers: ['account/login/start'],
  login: true,
  config: 'forced_login_method = "chatgpt"',
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'account/login/start',
      { type: 'apiKey', apiKey: 'x' },
      { message: 'API key login is disabled. Use ChatGPT login instead.' },
    );
  },
});
