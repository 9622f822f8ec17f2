import { scenario } from '../../scenario.js';
import { readable } from '../../support/every-method.js';

export default scenario({
  id: 'every-method/before-the-handshake',
  requires: 'No method that can be read is answered before initialize.',
  source: 'app-server C.1',
  on: ['stdio', 'websocket'],
  breaks: ['handshake-first'],
  timeoutMs: 60_000,
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    for (const { method, params } of await readable(bench, line))
      await line.refuses(method, params, { message: 'Not initialized', data: undefined });
  },
});
