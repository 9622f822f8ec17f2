import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/not-initialized',
  requires: 'Every request before initialize is refused with Not initialized.',
  source: 'app-server C.1',
  on: ['stdio', 'websocket'],
  covers: ['initialize', 'thread/loaded/list'],
  breaks: ['handshake-first'],
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    await line.refuses('thread/loaded/list', {}, { message: 'Not initialized' });
    await line.refuses('account/read', {}, { message: 'Not initialized' });
    await line.call('initialize', { clientInfo: { name: 'late', version: '1' } });
    await line.call('thread/loaded/list', {});
  },
});
