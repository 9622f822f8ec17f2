import { scenario } from '../../scenario.js';

export default scenario({
  id: 'environments/info',
  requires: 'The local environment tells its shell and its folder.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['environment/info'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'environment/info',
      { environmentId: 'local' },
      { shell: { path: /^\// }, cwd: /^file:/ },
    );
  },
});
