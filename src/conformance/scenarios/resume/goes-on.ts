import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'resume/goes-on',
  requires: 'A resumed thread goes on: the model gets what was said in the process before.',
  source: 'app-server D.6',
  covers: ['thread/resume'],
  needs: ['home'],
  script: { replies: ['first answer', 'second answer'] },
  async run(bench) {
    const first = await bench.connect();
    const threadId = await bench.startThread(first);
    await bench.turn(first, threadId, 'first question');
    await bench.restart();
    const line = await bench.connect();
    await line.call('thread/resume', { threadId });
    await bench.turn(line, threadId, 'second question');
    expectThat('the model gets the first answer', modelRead(bench, 'first answer'));
  },
});
