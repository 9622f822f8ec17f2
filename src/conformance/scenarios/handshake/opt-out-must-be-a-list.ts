import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/opt-out-must-be-a-list',
  requires: 'An opt-out that is no list is refused as an invalid request.',
  source: 'app-server C.1',
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    await line.refuses(
      'initialize',
      { clientInfo: { name: 'x', version: '1' }, capabilities: { optOutNotificationMethods: 'all' } },
      {
        message: /^Invalid request: invalid type: string "all", expected a sequence/,
      },
    );
  },
});
