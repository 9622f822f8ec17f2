import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/stdio-int-and-hup',
  requires: 'SIGINT and SIGHUP end a stdio server by the signal.',
  source: 'oracle 10',
  needs: ['process'],
  async run(bench) {
    for (const name of ['SIGINT', 'SIGHUP'] as const) {
      await bench.connect();
      const { process: child } = await bench.server();
      child?.signal(name);
      expectFits(`the end by ${name}`, await child?.ended, { signal: name });
      await bench.restart();
    }
  },
});
