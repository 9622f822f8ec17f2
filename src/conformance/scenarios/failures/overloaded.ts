import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/overloaded',
  requires: 'An overloaded model is told as serverOverloaded.',
  source: 'oracle 12',
  covers: ['error'],
  script: { replies: [{ error: { status: 503, code: 'server_is_overloaded', message: 'busy' } }] },
  async run(bench) {
    const { completed, error } = await failedTurn(bench);
    expectFits('turn/completed', completed, {
      turn: { error: { message: /^Selected model is at capacity/, codexErrorInfo: 'serverOverloaded' } },
    });
    expectFits('error', error, { error: { codexErrorInfo: 'serverOverloaded' }, willRetry: false });
  },
});
