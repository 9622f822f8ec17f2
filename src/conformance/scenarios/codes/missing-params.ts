import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/missing-params',
  requires: 'Params are mandatory, also for methods whose members are all optional.',
  source: 'app-server C.1',
  covers: ['account/read', 'thread/loaded/list'],
  async run(bench) {
    const line = await bench.connect();
    for (const method of [
      'account/read',
      'thread/loaded/list',
      'thread/start',
      'thread/list',
      'config/read',
      'model/list',
    ])
      await line.refuses(method, undefined, { message: 'Invalid request: missing field `params`' });
    await line.refuses('thread/loaded/list', null, { message: /^Invalid request: / });
  },
});
