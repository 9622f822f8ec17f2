import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/collaboration-modes',
  requires: 'There are two collaboration modes, Plan and Default.',
  source: 'oracle 2',
  covers: ['collaborationMode/list'],
  async run(bench) {
    await (await bench.connect()).answers(
      'collaborationMode/list',
      {},
      {
        data: [
          { name: 'Plan', mode: 'plan' },
          { name: 'Default', mode: 'default' },
        ],
      },
    );
  },
});
