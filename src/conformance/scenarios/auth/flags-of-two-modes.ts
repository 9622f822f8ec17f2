import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { CAPABILITY, secretFile } from '../../support/tokens.js';

export default scenario({
  id: 'auth/flags-of-two-modes',
  requires: 'Flags of the other mode of authentication keep the server from starting.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => [
    ...['--ws-auth', 'capability-token', '--ws-token-file', secretFile(home, CAPABILITY)],
    ...['--ws-issuer', 'somebody'],
  ],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 1 });
  },
});
