import { scenario } from '../../scenario.js';
import { externalTokens } from '../../support/external-tokens.js';

export default scenario({
  id: 'account/forced-workspace',
  requires: 'Where one workspace is the only way in, tokens from outside of another one are refused.',
  source: 'login 4.1',
  covers: ['account/login/start'],
  login: true,
  config: 'forced_chatgpt_workspace_id = "acct-only"\n',
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'account/login/start',
      { type: 'chatgptAuthTokens', ...(await externalTokens(bench)) },
      {
        message:
          /^External auth must use (one of )?workspace.* \[?"?acct-only"?\]?, but received "acct-1"\.$/,
      },
    );
  },
});
