import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/hooks-without-any',
  requires: 'hooks/list has an entry for each folder asked for, empty where none are configured.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['hooks/list'],
  script: {},
  async run(bench) {
    await (await bench.connect()).answers(
      'hooks/list',
      { cwds: [bench.cwd] },
      { data: [{ cwd: bench.cwd, hooks: [], warnings: [], errors: [] }] },
    );
  },
});
