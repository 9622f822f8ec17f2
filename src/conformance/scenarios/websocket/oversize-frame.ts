import { scenario } from '../../scenario.js';
import { OPCODE, RawWebSocket } from '../../support/raw-websocket.js';

export default scenario({
  id: 'websocket/oversize-frame',
  requires: 'A frame that announces more than any server takes ends its connection, and no other.',
  source: 'app-server C.4',
  on: ['websocket'],
  async run(bench) {
    const { url = '', headers } = await bench.server();
    const line = await bench.connect();
    const raw = await RawWebSocket.open(url, headers);
    raw.announce(OPCODE.text, 1n << 32n);
    await raw.ended;
    await line.call('thread/loaded/list', {});
  },
});
