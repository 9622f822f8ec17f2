import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'auth/bad-flags',
  requires: 'A mode of authentication without its file keeps the server from starting.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: () => ['--ws-auth', 'capability-token'],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 1 });
  },
});
