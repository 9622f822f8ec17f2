import { textAt } from '../../../util/peek.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/import-is-recorded',
  requires: 'What a client took over by itself is kept under an id, and read back.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['externalAgentConfig/import/recordHistory', 'externalAgentConfig/import/readHistories'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const success = { itemType: 'SKILLS', source: 'a' };
    const failure = { itemType: 'SKILLS', failureStage: 'copy', message: 'no' };
    const itemTypeResults = [{ itemType: 'SKILLS', successes: [success], failures: [failure] }];
    const recorded = await line.answers(
      'externalAgentConfig/import/recordHistory',
      { providerId: 'p', itemTypeResults },
      { importId: is.uuid },
    );
    const importId = textAt(recorded, 'importId');
    await line.answers('externalAgentConfig/import/readHistories', undefined, {
      data: [{ importId, providerId: 'p', successes: [success], failures: [failure] }],
    });
  },
});
