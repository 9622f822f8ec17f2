import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/external-agents',
  requires: 'Nothing is found to import in a folder of nobody, and importing nothing is answered.',
  source: 'measured',
  needs: ['home'],
  covers: ['externalAgentConfig/detect', 'externalAgentConfig/import'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'externalAgentConfig/detect',
      { includeHome: false, cwds: [bench.cwd] },
      { items: [] },
    );
    await line.answers(
      'externalAgentConfig/import',
      { migrationItems: [] },
      bench.isOld ? {} : { importId: is.uuid },
    );
  },
});
