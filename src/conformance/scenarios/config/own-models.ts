import { scenario } from '../../scenario.js';
import { startNaming } from '../../support/named-file.js';

export default scenario({
  id: 'config/own-models',
  requires:
    'A thread starts with a file of models only where there is one that describes at least one model.',
  source: 'measured',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect();
    const started = startNaming(bench, 'model_catalog_json');
    await line.refuses('thread/start', started('missing.json'), {
      code: -32600,
      message: /^failed to load configuration: No such file or directory \(os error 2\)$/,
    });
    bench.write('empty.json', '{"models":[]}');
    await line.refuses('thread/start', started('empty.json'), {
      code: -32600,
      message: /^failed to load configuration: model_catalog_json path `.*` must contain at least one model$/,
    });
    bench.write('half.json', '{"models":[{"slug":"a-model"}]}');
    await line.refuses('thread/start', started('half.json'), {
      code: -32600,
      message:
        /^failed to load configuration: failed to parse model_catalog_json path `.*` as JSON: missing field `/,
    });
  },
});
