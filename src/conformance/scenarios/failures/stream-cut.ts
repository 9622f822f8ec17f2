import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/stream-cut',
  requires: 'A stream that breaks off fails the turn when no retries are left.',
  source: 'oracle 12',
  covers: ['error'],
  script: { replies: [{ parts: [{ text: { content: 'half', done: false } }, { cut: 'end' }] }] },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, {
      turn: {
        status: 'failed',
        error: { message: /^stream disconnected before completion: /, codexErrorInfo: 'other' },
      },
    });
  },
});
