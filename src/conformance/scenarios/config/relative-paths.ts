import { scenario } from '../../scenario.js';

const relative = { keyPath: 'sandbox_workspace_write.writable_roots', value: ['further'] };

export default scenario({
  id: 'config/relative-paths',
  requires: 'Paths lead from the folder of their file and are shown whole; a client writes whole ones alone.',
  source: 'measured',
  needs: ['home'],
  covers: ['config/read', 'config/value/write'],
  config: '[sandbox_workspace_write]\nwritable_roots = ["sub/../roots"]\n',
  async run(bench) {
    const line = await bench.connect();
    const roots = [/^\/.*[^.]\/roots$/];
    await line.answers('config/read', {}, { config: { sandbox_workspace_write: { writable_roots: roots } } });
    await line.refuses(
      'config/value/write',
      { ...relative, mergeStrategy: 'replace' },
      {
        message: /^Invalid configuration: AbsolutePathBuf deserialized without a base path/,
        data: { config_write_error_code: 'configValidationError' },
      },
    );
  },
});
