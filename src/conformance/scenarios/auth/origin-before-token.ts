import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { upgrade } from '../../support/http.js';
import { bearer, CAPABILITY, secretFile } from '../../support/tokens.js';

export default scenario({
  id: 'auth/origin-before-token',
  requires: 'An Origin header is refused although the token is right.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => ['--ws-auth', 'capability-token', '--ws-token-file', secretFile(home, CAPABILITY)],
  async run(bench) {
    const { url } = await bench.server();
    expectFits('the upgrade', await upgrade(url, '/', { ...bearer(CAPABILITY), origin: 'http://x' }), {
      status: 403,
      body: '',
    });
  },
});
