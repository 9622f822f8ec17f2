import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/windows-sandbox',
  requires: 'Off Windows the set-up of its sandbox starts, and fails with a reason.',
  source: 'app-server A.5',
  needs: ['home'],
  covers: ['windowsSandbox/setupStart', 'windowsSandbox/setupCompleted'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('windowsSandbox/setupStart', { mode: 'unelevated' }, { started: true });
    await line.hears('windowsSandbox/setupCompleted', { success: false, error: is.filled });
  },
});
