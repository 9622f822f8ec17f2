import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/read-without-login',
  requires: 'Without a login there is no account; whether one is wanted is up to the provider.',
  source: 'login 4.6',
  covers: ['account/read'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    await line.answers('account/read', {}, { account: null, requiresOpenaiAuth: true });
  },
});
