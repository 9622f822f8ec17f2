import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/value-write-refusals',
  requires: 'An empty key and an invalid value are refused with their codes.',
  source: 'app-server A.5',
  needs: ['home'],
  covers: ['config/value/write'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'config/value/write',
      { keyPath: '', value: 1, mergeStrategy: 'replace' },
      { message: 'keyPath must not be empty', data: { config_write_error_code: 'configValidationError' } },
    );
    await line.refuses(
      'config/value/write',
      { keyPath: 'approval_policy', value: 'weird', mergeStrategy: 'replace' },
      { message: /^Invalid configuration: /, data: { config_write_error_code: 'configValidationError' } },
    );
  },
});
