import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/unauthorized',
  requires: 'A 401 of the model is told with its status and words.',
  source: 'oracle 12',
  covers: ['error'],
  script: { replies: [{ error: { status: 401, message: 'bad key' } }] },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, {
      turn: {
        error: {
          message: /^unexpected status 401 Unauthorized: bad key, url: http/,
          codexErrorInfo: bench.isOld ? 'other' : { httpConnectionFailed: { httpStatusCode: 401 } },
        },
      },
    });
  },
});
