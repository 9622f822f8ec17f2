import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { failedTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'failures/context-window',
  requires: 'An overflow of the context is told as contextWindowExceeded.',
  source: 'oracle 12',
  covers: ['error'],
  script: { replies: [{ parts: [{ failed: { code: 'context_length_exceeded', message: 'Too long.' } }] }] },
  async run(bench) {
    const { completed } = await failedTurn(bench);
    expectFits('turn/completed', completed, { turn: { error: { codexErrorInfo: 'contextWindowExceeded' } } });
  },
});
