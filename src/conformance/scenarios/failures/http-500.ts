import { expectFits, expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'failures/http-500',
  requires:
    'A server error of the model fails the turn: systemError, error, failed, and the next turn works.',
  source: 'oracle 12',
  covers: ['error', 'turn/completed', 'thread/status/changed'],
  script: { replies: [{ error: { status: 500, message: 'boom' } }, 'fine'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { since, completed } = await bench.turn(line, threadId);
    expectOrder('the failure', line.labels(since), [
      'thread/status/changed active',
      'turn/started',
      'thread/status/changed systemError',
      'error',
      'turn/completed failed',
    ]);
    expectFits('turn/completed', completed, {
      turn: {
        status: 'failed',
        error: {
          message: /^We.re currently experiencing high demand/,
          codexErrorInfo: 'internalServerError',
        },
      },
    });
    expectFits('the next turn', (await bench.turn(line, threadId)).completed, {
      turn: { status: 'completed' },
    });
  },
});
