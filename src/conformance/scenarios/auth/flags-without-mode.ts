import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { CAPABILITY, secretFile } from '../../support/tokens.js';

export default scenario({
  id: 'auth/flags-without-mode',
  requires: 'Flags of authentication without its mode keep the server from starting.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => ['--ws-token-file', secretFile(home, CAPABILITY)],
  async run(bench) {
    const { process: child } = await bench.server();
    expectFits('the end', await child?.ended, { code: 1 });
  },
});
