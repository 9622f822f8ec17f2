import { expectThat, is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'resume/from-history',
  requires: 'A history that the client brings becomes a thread of its own, and the model gets it.',
  source: 'app-server D.6',
  covers: ['thread/resume'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = '019a0000-0000-7000-8000-000000000000';
    const content = [{ type: 'input_text', text: 'said elsewhere' }];
    const resumed = await line.answers(
      'thread/resume',
      { threadId, cwd: bench.cwd, history: [{ type: 'message', role: 'user', content }] },
      { thread: { id: is.not(threadId) } },
    );
    await bench.turn(line, (resumed as { thread: { id: string } }).thread.id); // judged by its schema
    expectThat('the model gets it', modelRead(bench, 'said elsewhere'));
  },
});
