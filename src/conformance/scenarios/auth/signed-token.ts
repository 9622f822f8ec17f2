import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { upgrade } from '../../support/http.js';
import { bearer, secondsFromNow, signed, signedBearer } from '../../support/tokens.js';

export default scenario({
  id: 'auth/signed-token',
  requires:
    'A signed token must be HS256 with the shared secret and carry an expiry that has not passed by more than the skew.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => signedBearer(home),
  async run(bench) {
    const { url } = await bench.server();
    const exp = secondsFromNow(60);
    const tries: [string, string, number, string][] = [
      ['a good one', signed({ exp }), 101, ''],
      ['one within the skew', signed({ exp: secondsFromNow(-10) }), 101, ''],
      ['an expired one', signed({ exp: secondsFromNow(-120) }), 401, 'expired websocket jwt'],
      ['one without expiry', signed({}), 401, 'invalid websocket jwt'],
      [
        'one of another secret',
        signed({ exp }, { secret: 'another-secret-that-is-long-enough-too' }),
        401,
        'invalid websocket jwt',
      ],
      ['HS512', signed({ exp }, { alg: 'HS512' }), 401, 'invalid websocket jwt'],
      ['none', signed({ exp }, { alg: 'none' }), 401, 'invalid websocket jwt'],
      [
        'one that is not valid yet',
        signed({ exp, nbf: secondsFromNow(120) }),
        401,
        'websocket jwt is not valid yet',
      ],
      ['no token at all', 'x', 401, 'invalid websocket jwt'],
    ];
    for (const [what, token, status, body] of tries)
      expectFits(what, await upgrade(url, '/', bearer(token)), { status, body });
  },
});
