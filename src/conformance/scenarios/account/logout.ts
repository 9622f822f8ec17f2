import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/logout',
  requires: 'A logout is answered, then told with no mode, also when nobody was logged in.',
  source: 'login 4.5',
  covers: ['account/logout', 'account/updated', 'account/read'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    for (let times = 0; times < 2; times += 1) {
      const since = line.mark();
      await line.answers('account/logout', undefined, {});
      await line.hears('account/updated', { authMode: null, planType: null }, since);
      line.hasNotHeard('account/login/completed', {}, since);
    }
    await line.answers('account/read', {}, { account: null });
  },
});
