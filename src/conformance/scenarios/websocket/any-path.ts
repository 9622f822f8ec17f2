import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { upgrade } from '../../support/http.js';

export default scenario({
  id: 'websocket/any-path',
  requires: 'A WebSocket is opened on any path, without a subprotocol.',
  source: 'app-server C.4',
  on: ['websocket'],
  async run(bench) {
    const { url, headers } = await bench.server();
    const answer = await upgrade(url, '/any/where', { 'sec-websocket-protocol': 'chat', ...headers });
    expectFits('the upgrade', answer, {
      status: 101,
      headers: { 'sec-websocket-protocol': undefined, 'sec-websocket-extensions': undefined },
    });
    await (await bench.connect({ path: '/some/path' })).call('thread/loaded/list', {});
  },
});
