import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/value-write',
  requires:
    'config/value/write writes the file and gives its new version; what was read in between is a conflict.',
  source: 'app-server A.5',
  needs: ['home'],
  covers: ['config/value/write', 'config/read'],
  async run(bench) {
    const line = await bench.connect();
    const written = await line.answers(
      'config/value/write',
      { keyPath: 'model', value: 'gpt-test', mergeStrategy: 'replace' },
      { status: 'ok', version: /^sha256:/, filePath: /config\.toml$/, overriddenMetadata: null },
    );
    await line.answers('config/read', {}, { config: { model: 'gpt-test' } });
    await line.refuses(
      'config/value/write',
      { keyPath: 'model', value: 'x', mergeStrategy: 'replace', expectedVersion: 'sha256:old' },
      {
        message: 'Configuration was modified since last read. Fetch latest version and retry.',
        data: { config_write_error_code: 'configVersionConflict' },
      },
    );
    await line.answers(
      'config/value/write',
      { keyPath: 'model', value: 'y', mergeStrategy: 'replace', expectedVersion: textAt(written, 'version') },
      { status: 'ok' },
    );
  },
});
