import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/missing-members',
  requires:
    'initialize without params, clientInfo or version is refused, naming the member, and may be repeated.',
  source: 'app-server A.1',
  covers: ['initialize'],
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    await line.refuses('initialize', undefined, { message: 'Invalid request: missing field `params`' });
    await line.refuses('initialize', {}, { message: 'Invalid request: missing field `clientInfo`' });
    await line.refuses(
      'initialize',
      { clientInfo: { name: 'x' } },
      { message: 'Invalid request: missing field `version`' },
    );
    await line.call('initialize', { clientInfo: { name: 'x', version: '1' } });
  },
});
