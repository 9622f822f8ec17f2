import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'providers/write',
  requires:
    'A provider that is written whole is listed under an id made of its name; one without an address is refused.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['modelProvider/config/write', 'modelProvider/list'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const write = 'modelProvider/config/write';
    await line.refuses(
      write,
      { settings: { type: 'customGateway', name: 'A' } },
      {
        message: 'A base URL is required to create a custom provider.',
        data: { config_write_error_code: 'configValidationError' },
      },
    );
    const baseUrl = 'http://127.0.0.1:9/v1';
    const provider = { id: 'my-gate', name: 'My  Gate!', canEdit: true, baseUrl };
    await line.answers(
      write,
      { settings: { type: 'customGateway', name: ' My  Gate! ', baseUrl } },
      { provider },
    );
    await line.answers('modelProvider/list', {}, { data: is.listWith(provider) });
  },
});
