import { scenario } from '../../scenario.js';
import { OPCODE, RawWebSocket } from '../../support/raw-websocket.js';

/** Together more than a machine keeps for a socket, in fewer messages than any server keeps for a connection. */
const LENGTH = 256 * 1024;
const COUNT = 18;

export default scenario({
  id: 'websocket/slow-reader',
  requires:
    'A client that reads nothing hinders nobody: what it is told and does not read, others are told too.',
  source: 'app-server C.3',
  on: ['websocket'],
  needs: ['home'],
  covers: ['thread/name/set', 'thread/name/updated'],
  timeoutMs: 40_000,
  script: { replies: ['done'] },
  async run(bench) {
    const { url = '', headers } = await bench.server();
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const slow = await RawWebSocket.open(url, headers);
    const clientInfo = { name: 'slow', title: null, version: '1' };
    slow.send(OPCODE.text, JSON.stringify({ id: 1, method: 'initialize', params: { clientInfo } }));
    await slow.hears(OPCODE.text, (text) => text.includes('"id":1'));
    slow.pause();
    try {
      for (let count = 0; count < COUNT; count += 1) {
        const since = line.mark();
        const name = String(count).padEnd(LENGTH, 'x');
        await line.call('thread/name/set', { threadId, name });
        await line.hears('thread/name/updated', { threadId, threadName: name }, since);
      }
    } finally {
      slow.close();
    }
  },
});
