import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { http } from '../../support/http.js';

export default scenario({
  id: 'websocket/probes',
  requires: 'GET and HEAD of /readyz and /healthz are 200 and empty; POST is 405 and names what is allowed.',
  source: 'app-server C.4',
  on: ['websocket'],
  async run(bench) {
    const { url } = await bench.server();
    for (const probe of ['/readyz', '/healthz']) {
      expectFits(probe, await http(url, probe), { status: 200, body: '' });
      expectFits(`HEAD ${probe}`, await http(url, probe, { method: 'HEAD' }), { status: 200 });
      expectFits(`POST ${probe}`, await http(url, probe, { method: 'POST' }), {
        status: 405,
        headers: { allow: 'GET,HEAD' },
      });
    }
  },
});
