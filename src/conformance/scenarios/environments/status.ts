import { scenario } from '../../scenario.js';

export default scenario({
  id: 'environments/status',
  requires: 'An environment that is nobody is unknown, and says so without an error.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['environment/status'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'environment/status',
      { environmentId: 'nobody' },
      { status: 'unknown', error: 'unknown environment id `nobody`' },
    );
  },
});
