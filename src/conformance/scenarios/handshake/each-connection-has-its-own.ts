import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/each-connection-has-its-own',
  requires: 'Each connection shakes hands for itself.',
  source: 'app-server C.1',
  on: ['websocket'],
  breaks: ['handshake-first'],
  async run(bench) {
    await bench.connect();
    const second = await bench.connect({ handshake: false });
    await second.refuses('thread/loaded/list', {}, { message: 'Not initialized' });
    await second.call('initialize', { clientInfo: { name: 'second', version: '1' } });
    await second.call('thread/loaded/list', {});
  },
});
