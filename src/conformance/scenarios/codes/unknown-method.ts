import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/unknown-method',
  requires: 'An unknown method is -32600 and lists the methods there are, never -32601.',
  source: 'app-server C.2',
  on: ['stdio', 'websocket'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'nothing/of/the/kind',
      {},
      {
        code: -32600,
        message:
          /^Invalid request: unknown variant `nothing\/of\/the\/kind`, expected one of `initialize`, .*`thread\/start`/,
        data: undefined,
      },
    );
  },
});
