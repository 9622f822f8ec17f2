import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { http, upgrade } from '../../support/http.js';
import { bearer, CAPABILITY, secretFile } from '../../support/tokens.js';

export default scenario({
  id: 'auth/capability-token',
  requires:
    'With a capability token, only its bearer may connect; the scheme is read whatever its case and the file is trimmed.',
  source: 'app-server C.4',
  on: ['websocket'],
  args: ({ home }) => [
    '--ws-auth',
    'capability-token',
    '--ws-token-file',
    secretFile(home, `\n ${CAPABILITY} \n`),
  ],
  async run(bench) {
    const { url } = await bench.server();
    expectFits('without a token', await upgrade(url, '/'), {
      status: 401,
      body: 'missing websocket bearer token',
    });
    expectFits('with another token', await upgrade(url, '/', bearer('other')), {
      status: 401,
      body: 'invalid websocket bearer token',
    });
    expectFits('with Basic', await upgrade(url, '/', { authorization: 'Basic eDp5' }), {
      status: 401,
      body: 'invalid authorization header',
    });
    expectFits('in lower case', await upgrade(url, '/', { authorization: `bearer ${CAPABILITY}` }), {
      status: 101,
    });
    expectFits('a probe', await http(url, '/readyz'), { status: 200 });
    await (await bench.connect({ bearerToken: CAPABILITY })).call('thread/loaded/list', {});
  },
});
