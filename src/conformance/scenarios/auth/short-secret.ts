import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { secretFile } from '../../support/tokens.js';

export default scenario({
  id: 'auth/short-secret',
  requires: 'A shared secret of less than 32 bytes keeps the server from starting.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => [
    '--ws-auth',
    'signed-bearer-token',
    '--ws-shared-secret-file',
    secretFile(home, 'too short'),
  ],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 1 });
    expectThat('stderr says why', /must be at least 32 bytes/.test(child?.stderr ?? ''), child?.stderr);
  },
});
