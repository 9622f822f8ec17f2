import { scenario } from '../../scenario.js';

export default scenario({
  id: 'interrupt/unknown-thread',
  requires: 'An interrupt of a thread that is not loaded is refused.',
  source: 'app-server A.3',
  covers: ['turn/interrupt'],
  async run(bench) {
    const line = await bench.connect();
    const nobody = '019a0000-0000-7000-8000-000000000000';
    await line.refuses(
      'turn/interrupt',
      { threadId: nobody, turnId: nobody },
      { message: `thread not found: ${nobody}` },
    );
  },
});
