import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/mock-method',
  requires: 'With the capability, mock/experimentalMethod echoes its value.',
  source: 'app-server A.5',
  covers: ['mock/experimentalMethod'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers('mock/experimentalMethod', { value: 'hello' }, { echoed: 'hello' });
    await line.answers('mock/experimentalMethod', {}, { echoed: null });
  },
});
