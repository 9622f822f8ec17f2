import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { http, upgrade } from '../../support/http.js';

export default scenario({
  id: 'websocket/origin',
  requires: 'Whatever carries an Origin header is 403 and empty, probes and upgrades alike.',
  source: 'app-server C.4',
  on: ['websocket'],
  async run(bench) {
    const { url } = await bench.server();
    const headers = { origin: 'http://localhost' };
    expectFits('the probe', await http(url, '/readyz', { headers }), { status: 403, body: '' });
    expectFits('the upgrade', await upgrade(url, '/', headers), { status: 403, body: '' });
  },
});
