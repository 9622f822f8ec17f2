import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/skills',
  requires: 'skills/list has an entry for each folder asked for.',
  source: 'app-server A.5',
  covers: ['skills/list'],
  async run(bench) {
    await (await bench.connect()).answers(
      'skills/list',
      { cwds: [bench.cwd] },
      { data: [{ cwd: bench.cwd, skills: is.list, errors: [] }] },
    );
  },
});
