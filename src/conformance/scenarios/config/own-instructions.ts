import { scenario } from '../../scenario.js';
import { startNaming } from '../../support/named-file.js';

export default scenario({
  id: 'config/own-instructions',
  requires: 'A thread starts with a file of instructions only where there is one that says something.',
  source: 'measured',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect();
    const started = startNaming(bench, 'model_instructions_file');
    await line.refuses('thread/start', started('missing.md'), {
      code: -32600,
      message: /^failed to load configuration: failed to read model instructions file .*\/missing\.md: /,
    });
    bench.write('empty.md', ' \n');
    await line.refuses('thread/start', started('empty.md'), {
      code: -32600,
      message: /^failed to load configuration: model instructions file is empty: /,
    });
  },
});
