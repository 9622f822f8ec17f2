import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/missing-home',
  requires: 'A CODEX_HOME that does not exist ends the server with code 1.',
  source: 'oracle 1',
  on: ['websocket'],
  needs: ['process'],
  env: { CODEX_HOME: '/nonexistent/astc-conformance' },
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 1 });
  },
});
