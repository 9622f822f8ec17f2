import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/error-frames',
  requires: 'A refusal has a code and a message, and data only where the protocol says so.',
  source: 'oracle 1',
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'thread/read',
      { threadId: 'x' },
      { message: /^invalid thread id: /, data: undefined },
    );
  },
});
