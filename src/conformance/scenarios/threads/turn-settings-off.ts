import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/turn-settings-off',
  requires: 'Without its feature the settings of a running turn do not change.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['turn/settings/update'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'turn/settings/update',
      { threadId, turnId: 'x' },
      { message: 'turn settings updates require the step_model_switching feature' },
    );
  },
});
