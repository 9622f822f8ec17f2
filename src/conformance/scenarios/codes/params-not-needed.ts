import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/params-not-needed',
  requires: 'account/logout and account/rateLimits/read take no params, null or an empty object alike.',
  source: 'app-server C.1',
  needs: ['home'],
  covers: ['account/logout'],
  async run(bench) {
    const line = await bench.connect();
    await line.call('account/logout');
    await line.call('account/logout', null);
    await line.refuses('account/rateLimits/read', undefined, {
      message: 'codex account authentication required to read rate limits',
    });
  },
});
