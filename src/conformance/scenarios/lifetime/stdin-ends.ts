import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/stdin-ends',
  requires: 'The end of standard input ends a stdio server with code 0.',
  source: 'app-server C.5',
  needs: ['process'],
  async run(bench) {
    const line = await bench.connect();
    await line.call('thread/loaded/list', {});
    const { process: child } = await bench.server();
    child?.endInput();
    expectFits('the end', await child?.ended, { code: 0 });
  },
});
