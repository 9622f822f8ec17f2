import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/initialized-is-optional',
  requires: 'Requests are served right after the answer to initialize, without initialized.',
  source: 'app-server C.1',
  on: ['stdio', 'websocket'],
  covers: ['initialize', 'thread/loaded/list'],
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    await line.call('initialize', { clientInfo: { name: 'x', version: '1' } });
    await line.answers('thread/loaded/list', {}, { data: is.list, nextCursor: null });
  },
});
