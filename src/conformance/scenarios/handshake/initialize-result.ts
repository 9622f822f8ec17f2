import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/initialize-result',
  requires: 'initialize answers with the user agent, the home and the platform.',
  source: 'app-server A.1',
  on: ['stdio', 'websocket'],
  covers: ['initialize'],
  async run(bench) {
    const line = await bench.connect({ handshake: false });
    await line.answers(
      'initialize',
      { clientInfo: { name: 'conform_client', version: '4.5.6' } },
      {
        userAgent: /^\S+\/\d+\.\d+\.\d+.* \(conform_client; 4\.5\.6\)$/,
        codexHome: is.absolutePath,
        platformFamily: is.oneOf('unix', 'windows'),
        platformOs: is.oneOf('linux', 'macos', 'windows'),
      },
    );
  },
});
