import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/uninitialized-hear-nothing',
  requires: 'A connection that has not shaken hands hears no broadcasts.',
  source: 'oracle 3',
  on: ['websocket'],
  covers: ['thread/started'],
  async run(bench) {
    const mute = await bench.connect({ handshake: false });
    const line = await bench.connect();
    await bench.startThread(line);
    await line.hears('thread/started');
    await mute.quiet();
    expectSame('what it heard', mute.labels(), []);
  },
});
