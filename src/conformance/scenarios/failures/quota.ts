import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/quota',
  requires: 'A quota that is used up is told as usageLimitExceeded.',
  source: 'app-server F.3',
  covers: ['error'],
  script: { replies: [{ parts: [{ failed: { code: 'insufficient_quota', message: 'No more.' } }] }] },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, { turn: { error: { codexErrorInfo: 'usageLimitExceeded' } } });
  },
});
