import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/unknown-model',
  requires: 'A model that no catalogue knows is warned of, and the turn runs all the same.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['warning', 'turn/completed'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { model: 'model-of-nobody' });
    await bench.turn(line, threadId);
    await line.hears('warning', { threadId, message: /^Model metadata for `model-of-nobody` not found\./ });
  },
});
