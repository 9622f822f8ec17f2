import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/read',
  requires: 'config/read gives the configuration in force, and its layers on request.',
  source: 'oracle 2',
  needs: ['home'],
  covers: ['config/read'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'config/read',
      {},
      { config: { model_provider: 'astc' }, origins: is.object, layers: is.oneOf(null, undefined) },
    );
    await line.answers(
      'config/read',
      { includeLayers: true },
      {
        layers: is.listWith({
          name: { type: 'user', file: /config\.toml$/ },
          version: /^sha256:[0-9a-f]{64}$/,
          config: { model_provider: 'astc' },
        }),
      },
    );
  },
});
