import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/incomplete',
  requires: 'An incomplete response fails the turn and says why.',
  source: 'oracle 12',
  covers: ['error'],
  script: { replies: [{ parts: [{ incomplete: { reason: 'max_output_tokens' } }] }] },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, {
      turn: {
        error: {
          message: bench.isOld
            ? /^stream disconnected before completion: Incomplete response returned/
            : /^Incomplete response returned/,
          codexErrorInfo: 'other',
        },
      },
    });
  },
});
