import { scenario } from '../../scenario.js';

export default scenario({
  id: 'exec/windows-sandbox',
  requires: 'Without Windows, the set-up of its sandbox is started and told to have failed.',
  source: 'the real servers',
  needs: ['home'],
  covers: ['windowsSandbox/setupStart', 'windowsSandbox/setupCompleted'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('windowsSandbox/setupStart', { mode: 'elevated' }, { started: true });
    await line.hears('windowsSandbox/setupCompleted', {
      mode: 'elevated',
      success: false,
      error: 'elevated Windows sandbox setup is only supported on Windows',
    });
  },
});
