import { existsSync } from 'node:fs';
import path from 'node:path';
import { textAt } from '../../../util/peek.js';
import { expectOrder, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/browser-login',
  requires: 'A browser that signs in and comes back ends the login with success; then the new mode is told.',
  source: 'login 2.3, 4.3',
  profiles: ['0.169.0'],
  covers: ['account/login/start', 'account/login/completed', 'account/updated', 'account/read'],
  login: true,
  locks: 'login port',
  script: { logins: [{ approve: true }] },
  async run(bench) {
    const line = await bench.connect();
    const result = await line.call('account/login/start', { type: 'chatgpt' });
    const page = await fetch(textAt(result, 'authUrl') ?? '');
    expectThat(
      'the browser ends at the page of success',
      new URL(page.url).pathname === '/success',
      page.url,
    );
    await page.text();
    await line.hears('account/login/completed', {
      loginId: textAt(result, 'loginId'),
      success: true,
      error: null,
    });
    await line.hears('account/updated', { authMode: 'chatgpt' });
    expectOrder('the login', line.labels(), [
      'answer account/login/start',
      'account/login/completed',
      'account/updated',
    ]);
    expectThat('credentials are saved', existsSync(path.join(bench.home.codexHome, 'auth.json')));
    await line.answers('account/read', {}, { account: { type: 'chatgpt' } });
  },
});
