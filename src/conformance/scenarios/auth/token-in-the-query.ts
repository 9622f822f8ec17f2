import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { upgrade } from '../../support/http.js';
import { CAPABILITY, secretFile } from '../../support/tokens.js';

export default scenario({
  id: 'auth/token-in-the-query',
  requires: 'A token in the address is no token.',
  source: 'oracle 10',
  on: ['websocket'],
  args: ({ home }) => ['--ws-auth', 'capability-token', '--ws-token-file', secretFile(home, CAPABILITY)],
  async run(bench) {
    const { url } = await bench.server();
    expectFits('the upgrade', await upgrade(url, `/?token=${CAPABILITY}`), {
      status: 401,
      body: 'missing websocket bearer token',
    });
  },
});
