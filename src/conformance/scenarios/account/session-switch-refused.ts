import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/session-switch-refused',
  requires: 'Without a login there is no workspace to change to.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['accountSession/switch'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'accountSession/switch',
      { sessionId: 'nobody', accountId: 'nobody' },
      { message: 'Workspace switching requires a managed ChatGPT login' },
    );
  },
});
