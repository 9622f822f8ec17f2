import { scenario } from '../../scenario.js';

export default scenario({
  id: 'interrupt/nothing-runs',
  requires: 'An interrupt with nothing to interrupt is refused.',
  source: 'oracle 7',
  profiles: ['0.169.0'],
  covers: ['turn/interrupt'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'turn/interrupt',
      { threadId, turnId: '019a0000-0000-7000-8000-000000000000' },
      { message: 'no active turn to interrupt' },
    );
  },
});
