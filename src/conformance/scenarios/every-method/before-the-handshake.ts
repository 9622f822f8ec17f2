import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { refusesAll, tooEarly } from '../../support/every-method.js';

export default scenario({
  id: 'every-method/before-the-handshake',
  requires: 'No method is answered before initialize, whatever its params.',
  source: 'app-server C.1',
  on: ['stdio', 'websocket'],
  breaks: ['handshake-first'],
  timeoutMs: 60_000,
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    const asked = await refusesAll(bench, line, tooEarly);
    expectThat('there are methods', asked > 100, asked);
  },
});
