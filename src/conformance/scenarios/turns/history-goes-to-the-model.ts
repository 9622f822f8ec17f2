import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/history-goes-to-the-model',
  requires: 'The model gets what was said before.',
  source: 'app-server F.1',
  covers: ['turn/start'],
  script: { replies: ['first answer', 'second answer'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId, 'first question');
    await bench.turn(line, threadId, 'second question');
    const body = JSON.stringify(bench.backend.requests.at(-1)?.body ?? '');
    for (const words of ['first question', 'first answer', 'second question'])
      expectThat(`the model gets “${words}”`, body.includes(words));
  },
});
