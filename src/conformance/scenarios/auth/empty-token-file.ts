import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { secretFile } from '../../support/tokens.js';

export default scenario({
  id: 'auth/empty-token-file',
  requires: 'An empty token file keeps the server from starting.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => ['--ws-auth', 'capability-token', '--ws-token-file', secretFile(home, ' \n')],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 1 });
    expectThat('stderr says why', /must not be empty/.test(child?.stderr ?? ''), child?.stderr);
  },
});
