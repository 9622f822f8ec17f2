import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/usage-limit',
  requires: 'A used-up limit is told as usageLimitExceeded.',
  source: 'oracle 12',
  covers: ['error'],
  script: {
    replies: [
      {
        error: {
          status: 429,
          type: 'usage_limit_reached',
          message: 'used up',
          extra: { plan_type: 'plus', resets_at: 1_999_999_999 },
        },
      },
    ],
  },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, {
      turn: { error: { message: /^You.ve hit your usage limit/, codexErrorInfo: 'usageLimitExceeded' } },
    });
  },
});
