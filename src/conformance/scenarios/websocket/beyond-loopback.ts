import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'websocket/beyond-loopback',
  requires:
    '0.118.0 would listen beyond this machine without authentication; 0.169.0 refuses to, and wants a mode of it.',
  source: 'app-server C.4',
  on: ['websocket'],
  needs: ['process'],
  // An address of documentation, which no machine has: who tries to listen there says so and ends.
  args: () => ['--listen', 'ws://192.0.2.1:0'],
  async run(bench) {
    const { url, process: child } = await bench.server();
    expectThat('it does not listen', url === undefined, url);
    expectFits('the end', await child?.ended, { code: 1 });
    const refuses = child?.stderr.includes('refusing to start non-loopback websocket listener') === true;
    expectThat('it refuses before it tries', refuses !== bench.isOld, child?.stderr);
  },
});
