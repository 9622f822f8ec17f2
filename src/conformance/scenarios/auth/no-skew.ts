import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { upgrade } from '../../support/http.js';
import { bearer, secondsFromNow, signed, signedBearer } from '../../support/tokens.js';

export default scenario({
  id: 'auth/no-skew',
  requires:
    'A clock skew of 0 is taken at its word; issuer, audience and time of issue are ignored where nothing asks for them.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => [...signedBearer(home), '--ws-max-clock-skew-seconds', '0'],
  async run(bench) {
    const { url } = await bench.server();
    const exp = secondsFromNow(60);
    const tries: [Record<string, unknown>, number, string][] = [
      [{ exp: secondsFromNow(-5) }, 401, 'expired websocket jwt'],
      [{ exp, nbf: secondsFromNow(20) }, 401, 'websocket jwt is not valid yet'],
      [{ exp, nbf: secondsFromNow(-5), iss: 'me', aud: 'you', iat: secondsFromNow(600) }, 101, ''],
      [{ exp: 'soon' }, 401, 'invalid websocket jwt'],
    ];
    for (const [claims, status, body] of tries)
      expectFits(JSON.stringify(claims), await upgrade(url, '/', bearer(signed(claims))), { status, body });
  },
});
