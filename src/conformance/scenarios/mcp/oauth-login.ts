import { textAt } from '../../../util/peek.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'mcp/oauth-login',
  requires:
    'A login to an MCP server that wants one gives the address to go to, tells of its end, and lets the server be used.',
  source: 'measured',
  needs: ['home'],
  covers: ['mcpServer/oauth/login', 'mcpServer/oauthLogin/completed', 'mcpServerStatus/list'],
  config: 'mcp_oauth_credentials_store = "file"',
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const value = { url: `${bench.backend.url}/mcp` };
    const edit = { keyPath: 'mcp_servers.protected', value, mergeStrategy: 'replace' };
    await line.call('config/value/write', edit);
    const shows = (authStatus: string): unknown =>
      line.answers('mcpServerStatus/list', {}, { data: [{ name: 'protected', authStatus }] });
    await shows('notLoggedIn');
    const login = await line.call('mcpServer/oauth/login', { name: 'protected' });
    const page = await fetch(textAt(login, 'authorizationUrl') ?? '');
    expectThat('the browser came back', page.ok, page.status);
    await line.hears('mcpServer/oauthLogin/completed', { name: 'protected', success: true });
    await shows('oAuth');
  },
});
