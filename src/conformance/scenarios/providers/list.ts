import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'providers/list',
  requires: 'The providers are listed with which of them is the default and what may be edited.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['modelProvider/list', 'modelProvider/capabilities/read'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'modelProvider/list',
      {},
      {
        data: is.listWith({ id: 'openai', canEdit: false, settings: { type: 'openai' } }),
        defaultProviderId: is.filled,
        canChangeDefault: true,
      },
    );
    await line.answers(
      'modelProvider/capabilities/read',
      {},
      { imageGeneration: is.boolean, webSearch: is.boolean },
    );
  },
});
