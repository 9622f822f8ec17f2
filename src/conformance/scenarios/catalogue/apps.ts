import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/apps',
  requires: 'Without an account there are no apps.',
  source: 'app-server A.5',
  needs: ['home'],
  covers: ['app/list'],
  async run(bench) {
    await (await bench.connect()).answers('app/list', {}, { data: [], nextCursor: null });
  },
});
