import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/early-notifications-are-ignored',
  requires: 'An early initialized, and notifications nobody knows, are ignored.',
  source: 'app-server C.1',
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    line.notify('initialized');
    line.notify('no/such/notification', { a: 1 });
    await line.call('initialize', { clientInfo: { name: 'x', version: '1' } });
    line.notify('no/such/notification');
    await line.call('thread/loaded/list', {});
  },
});
