import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/prediction',
  requires: 'What a person might ask next is not predicted: the method answers that it is not implemented.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/prediction/request'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'thread/prediction/request',
      { threadId, sourceTurnId: 'any' },
      { code: -32601, message: 'thread/prediction/request is not implemented yet' },
    );
  },
});
