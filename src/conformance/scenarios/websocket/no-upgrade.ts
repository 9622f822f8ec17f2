import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { http } from '../../support/http.js';

export default scenario({
  id: 'websocket/no-upgrade',
  requires: 'A plain GET of another path is 400 and says that it should have been an upgrade.',
  source: 'oracle 10',
  on: ['websocket'],
  async run(bench) {
    const { url } = await bench.server();
    expectFits('the answer', await http(url, '/'), { status: 400, body: /upgrade/i });
  },
});
