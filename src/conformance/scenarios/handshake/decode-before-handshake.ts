import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/decode-before-handshake',
  requires:
    'Requests are decoded before the handshake is checked: an unknown method and wrong params are named as such.',
  source: 'app-server C.1',
  breaks: ['handshake-first'],
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    await line.refuses(
      'no/such',
      {},
      { message: /^Invalid request: unknown variant `no\/such`, expected one of `initialize`/ },
    );
    await line.refuses('thread/read', {}, { message: 'Invalid request: missing field `threadId`' });
    await line.refuses('thread/read', { threadId: 'x' }, { message: 'Not initialized' });
  },
});
