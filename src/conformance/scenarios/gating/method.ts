import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/method',
  requires: 'An experimental method is refused without the capability, by its name.',
  source: 'app-server C.1',
  covers: ['mock/experimentalMethod'],
  async run(bench) {
    const line = await bench.connect({ capabilities: { experimentalApi: false } });
    await line.refuses(
      'mock/experimentalMethod',
      { value: 'x' },
      {
        message: 'mock/experimentalMethod requires experimentalApi capability',
        data: undefined,
      },
    );
  },
});
