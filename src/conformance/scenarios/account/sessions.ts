import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/sessions',
  requires: 'Without a login there are no sessions.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['accountSession/list'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('accountSession/list', {}, { activeSessionId: null, sessions: [] });
  },
});
