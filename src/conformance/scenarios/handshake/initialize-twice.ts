import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/initialize-twice',
  requires: 'A second initialize is refused with Already initialized.',
  source: 'app-server A.1',
  on: ['stdio', 'websocket'],
  covers: ['initialize'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'initialize',
      { clientInfo: { name: 'again', version: '1' } },
      { message: 'Already initialized' },
    );
    await line.call('thread/loaded/list', {});
  },
});
