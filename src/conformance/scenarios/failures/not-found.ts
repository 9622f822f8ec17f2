import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/not-found',
  requires: 'A 404 of the model is told with its status.',
  source: 'oracle 12',
  covers: ['error'],
  script: { replies: [{ error: { status: 404, message: 'no model' } }] },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, {
      turn: {
        error: {
          message: /^unexpected status 404 Not Found: no model/,
          codexErrorInfo: bench.isOld ? 'other' : { httpConnectionFailed: { httpStatusCode: 404 } },
        },
      },
    });
  },
});
