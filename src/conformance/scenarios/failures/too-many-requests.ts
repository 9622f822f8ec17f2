import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/too-many-requests',
  requires: 'A 429 is told as too many failed attempts.',
  source: 'oracle 12',
  covers: ['error'],
  script: { replies: [{ error: { status: 429, message: 'slow down' } }] },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, {
      turn: {
        error: {
          message: 'exceeded retry limit, last status: 429 Too Many Requests',
          codexErrorInfo: { responseTooManyFailedAttempts: { httpStatusCode: 429 } },
        },
      },
    });
  },
});
