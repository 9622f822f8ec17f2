import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { upgrade } from '../../support/http.js';
import { bearer, secondsFromNow, signed, signedBearer } from '../../support/tokens.js';

export default scenario({
  id: 'auth/issuer-and-audience',
  requires:
    'A configured issuer must be named exactly, and a configured audience must be the one or among those named.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => [...signedBearer(home), '--ws-issuer', 'me', '--ws-audience', 'you'],
  async run(bench) {
    const { url } = await bench.server();
    const exp = secondsFromNow(60);
    const tries: [Record<string, unknown>, number, string][] = [
      [{ iss: 'me', aud: 'you' }, 101, ''],
      [{ iss: 'me', aud: ['they', 'you'] }, 101, ''],
      [{ iss: 'other', aud: 'you' }, 401, 'websocket jwt issuer mismatch'],
      [{ aud: 'you' }, 401, 'websocket jwt issuer mismatch'],
      [{ iss: 'me', aud: 'they' }, 401, 'websocket jwt audience mismatch'],
      [{ iss: 'me' }, 401, 'websocket jwt audience mismatch'],
    ];
    for (const [claims, status, body] of tries)
      expectFits(JSON.stringify(claims), await upgrade(url, '/', bearer(signed({ exp, ...claims }))), {
        status,
        body,
      });
  },
});
