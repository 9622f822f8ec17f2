import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { textAt } from '../../../util/peek.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/import-is-told',
  requires: 'An import is answered with an id under which its progress and its end are told.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: [
    'externalAgentConfig/import',
    'externalAgentConfig/import/progress',
    'externalAgentConfig/import/completed',
    'externalAgentConfig/import/readHistories',
  ],
  prepare({ cwd }) {
    mkdirSync(path.join(cwd, '.claude'));
    writeFileSync(path.join(cwd, '.claude', 'settings.json'), '{}');
  },
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const item = { itemType: 'CONFIG', description: 'settings', cwd: bench.cwd, details: null };
    const answer = await line.answers(
      'externalAgentConfig/import',
      { migrationItems: [item] },
      { importId: is.uuid },
    );
    const told = {
      importId: textAt(answer, 'importId'),
      itemTypeResults: [{ itemType: 'CONFIG', successes: [], failures: [] }],
    };
    await line.hears('externalAgentConfig/import/progress', told);
    await line.hears('externalAgentConfig/import/completed', told);
    await line.answers('externalAgentConfig/import/readHistories', undefined, {
      data: [{ importId: told.importId }],
    });
  },
});
