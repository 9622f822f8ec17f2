import { expectOrder, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'resume/from-disk',
  requires: 'A stored thread is resumed with its turns: idle comes before the answer, and no thread/started.',
  source: 'app-server D.6',
  covers: ['thread/resume', 'thread/status/changed'],
  needs: ['home'],
  script: { replies: ['hi'] },
  async run(bench) {
    const first = await bench.connect();
    const threadId = await bench.startThread(first);
    const { id } = await bench.turn(first, threadId, 'the question');
    await bench.restart();
    const line = await bench.connect();
    await line.answers(
      'thread/resume',
      { threadId },
      {
        thread: {
          id: threadId,
          status: { type: 'idle' },
          turns: [
            {
              id,
              status: 'completed',
              items: [{ type: 'userMessage' }, { type: 'agentMessage', text: 'hi' }],
            },
          ],
        },
        cwd: bench.cwd,
        model: is.filled,
      },
    );
    expectOrder('the resume', line.labels(), ['thread/status/changed idle', 'answer thread/resume']);
    line.hasNotHeard('thread/started');
  },
});
