import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { OPCODE, RawWebSocket } from '../../support/raw-websocket.js';

const asked = (id: number): string => `{"id":${id},"method":"thread/loaded/list","params":{}}`;

export default scenario({
  id: 'websocket/binary-and-ping',
  requires: 'A binary frame gets no answer, a ping gets its pong, and the connection goes on.',
  source: 'app-server C.4',
  on: ['websocket'],
  async run(bench) {
    const { url = '', headers } = await bench.server();
    const socket = await RawWebSocket.open(url, headers);
    try {
      socket.send(OPCODE.binary, asked(1));
      socket.send(OPCODE.ping, 'are you there');
      await socket.hears(OPCODE.pong, (payload) => payload === 'are you there');
      socket.send(OPCODE.text, asked(2));
      const { payload } = await socket.hears(OPCODE.text, (text) => /"id":/.test(text));
      expectThat('the binary frame got no answer', payload.includes('"id":2'), payload);
    } finally {
      socket.close();
    }
  },
});
