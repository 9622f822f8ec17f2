import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/jsonrpc-member-is-ignored',
  requires: 'A jsonrpc member is ignored whatever it says, and never sent.',
  source: 'oracle 1',
  on: ['stdio', 'websocket'],
  async run(bench) {
    const line = await bench.connect();
    for (const jsonrpc of ['2.0', '1.0', 7, null]) {
      const id = `v${String(jsonrpc)}`;
      line.send({ jsonrpc, id, method: 'thread/loaded/list', params: {}, extra: true });
      expectFits('the answer', await line.answerTo(id), {
        id,
        result: { data: is.list },
        jsonrpc: undefined,
      });
    }
  },
});
