import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/windows-readiness',
  requires: 'A sandbox of Windows is not configured elsewhere.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['windowsSandbox/readiness'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('windowsSandbox/readiness', {}, { status: 'notConfigured' });
  },
});
