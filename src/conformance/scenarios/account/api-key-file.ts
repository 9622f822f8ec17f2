import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expectFits, expectSame, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/api-key-file',
  requires: 'An API key is saved in auth.json, which only its owner may read, and a logout removes the file.',
  source: 'login 3.3',
  needs: ['home'],
  covers: ['account/login/start', 'account/logout'],
  login: true,
  async run(bench) {
    const line = await bench.connect();
    await line.call('account/login/start', { type: 'apiKey', apiKey: 'sk-test' });
    await line.hears('account/updated');
    const file = path.join(bench.home.codexHome, 'auth.json');
    expectFits('auth.json', JSON.parse(readFileSync(file, 'utf8')), {
      auth_mode: 'apikey',
      OPENAI_API_KEY: 'sk-test',
    });
    expectSame('its mode', (statSync(file).mode & 0o777).toString(8), '600');
    await line.call('account/logout');
    expectThat('it is gone', !existsSync(file));
  },
});
