import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/skills-extra-roots',
  requires: 'Setting the extra roots of skills is answered, and everyone is told that skills changed.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['skills/extraRoots/set', 'skills/changed'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('skills/extraRoots/set', { extraRoots: [] }, {});
    await line.hears('skills/changed', {});
  },
});
