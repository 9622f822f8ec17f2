import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/login-types',
  requires: 'A login of an unknown type, or without its members, is an invalid request.',
  source: 'login 4.1',
  covers: ['account/login/start'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'account/login/start',
      { type: 'weird' },
      { message: /^Invalid request: unknown variant `weird`/ },
    );
    await line.refuses(
      'account/login/start',
      { type: 'apiKey' },
      { message: 'Invalid request: missing field `apiKey`' },
    );
  },
});
