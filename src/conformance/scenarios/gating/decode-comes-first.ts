import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/decode-comes-first',
  requires: 'Wrong params of an experimental method are named before the capability is asked for.',
  covers: ['mock/experimentalMethod'],
  source: 'app-server C.1',
  async run(bench) {
    const line = await bench.connect({ capabilities: { experimentalApi: false } });
    await line.refuses(
      'mock/experimentalMethod',
      { value: 7 },
      { message: /^Invalid request: invalid type: integer `7`, expected a string/ },
    );
  },
});
