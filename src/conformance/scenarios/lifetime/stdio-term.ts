import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/stdio-term',
  requires: 'SIGTERM ends a stdio server: 0.118.0 by the signal, 0.169.0 with code 0.',
  source: 'oracle 10',
  needs: ['process'],
  async run(bench) {
    await bench.connect();
    const { process: child } = await bench.server();
    child?.signal('SIGTERM');
    expectFits('the end', await child?.ended, bench.isOld ? { signal: 'SIGTERM' } : { code: 0 });
  },
});
