import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/skills-changed',
  requires: 'A skill that comes while a thread lives is told to everyone.',
  source: 'app-server B.2',
  covers: ['skills/changed'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await bench.startThread(line);
    const folder = path.join(bench.home.codexHome, 'skills', 'fresh');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'SKILL.md'), '---\nname: fresh\ndescription: New.\n---\nHello.\n');
    await line.hears('skills/changed');
  },
});
