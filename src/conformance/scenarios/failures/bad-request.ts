import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/bad-request',
  requires: 'A 400 of the model is told with its raw body.',
  source: 'oracle 12',
  covers: ['error'],
  script: { replies: [{ http: { status: 400, body: 'plain refusal' } }] },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, {
      turn: { error: { message: /plain refusal/, codexErrorInfo: 'other' } },
    });
  },
});
