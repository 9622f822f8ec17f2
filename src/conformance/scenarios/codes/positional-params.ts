import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/positional-params',
  requires: 'Params as a list are read by position, and one that is too short is refused so.',
  source: 'oracle 1',
  covers: ['thread/archive'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses('thread/archive', [], {
      message: /^Invalid request: invalid length 0, expected struct \w+ with \d+ elements?$/,
    });
  },
});
