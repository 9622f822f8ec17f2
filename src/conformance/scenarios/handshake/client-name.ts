import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/client-name',
  requires:
    'A client name that is no header value is refused, an empty one is not, and the connection may try again.',
  source: 'app-server A.1',
  covers: ['initialize'],
  breaks: ['handshake-first'],
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    await line.refuses(
      'initialize',
      { clientInfo: { name: 'two\nlines', version: '1' } },
      {
        message: "Invalid clientInfo.name: 'two\nlines'. Must be a valid HTTP header value.",
      },
    );
    await line.call('initialize', { clientInfo: { name: '', version: '1' } });
  },
});
