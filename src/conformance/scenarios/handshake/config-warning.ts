import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/config-warning',
  requires: 'A configuration that cannot be read is told to the client right after the answer to initialize.',
  source: 'oracle 1',
  covers: ['configWarning'],
  prepare({ home }) {
    writeFileSync(path.join(home.codexHome, 'config.toml'), 'model = [broken');
  },
  config: 'model = [broken',
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    await line.call('initialize', { clientInfo: { name: 'x', version: '1' } });
    await line.hears('configWarning', {
      summary: is.filled,
      details: is.filled,
      path: /config\.toml$/,
      range: is.object,
    });
  },
});
