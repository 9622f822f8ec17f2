import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/credentials-cannot-be-saved',
  requires:
    'A key that cannot be saved is -32603 and logs nobody in; so is a logout that cannot remove what is saved.',
  source: 'login 4.1, 4.5',
  needs: ['home'],
  covers: ['account/login/start', 'account/logout'],
  login: true,
  // Where auth.json is a folder, nobody can write it, not even who may write everything.
  prepare({ home }) {
    mkdirSync(path.join(home.codexHome, 'auth.json', 'in-the-way'), { recursive: true });
  },
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'account/login/start',
      { type: 'apiKey', apiKey: 'sk-test' },
      { code: -32603, message: /^failed to save api key: ./ },
    );
    line.hasNotHeard('account/login/completed');
    await line.answers('account/read', {}, { account: null });
    await line.refuses('account/logout', undefined, { code: -32603, message: /^logout failed: ./ });
  },
});
