import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/skills-config',
  requires: 'skills/config/write wants exactly one of path and name.',
  source: 'app-server A.5',
  covers: ['skills/config/write'],
  async run(bench) {
    await (await bench.connect()).refuses(
      'skills/config/write',
      { enabled: true },
      { code: -32602, message: 'skills/config/write requires exactly one of path or name' },
    );
  },
});
