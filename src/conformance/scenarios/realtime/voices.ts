import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/voices',
  requires: 'The voices are listed by generation, also where nobody speaks.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/realtime/listVoices'],
  async run(bench) {
    await (await bench.connect()).answers(
      'thread/realtime/listVoices',
      {},
      { voices: { v1: is.nonEmptyList, v2: is.nonEmptyList, defaultV1: is.filled } },
    );
  },
});
