import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn, modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'interrupt/next-turn-works',
  requires: 'After an interrupt the next turn works, and the model is told of the aborted one.',
  source: 'app-server D.8',
  covers: ['turn/interrupt'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    await line.call('turn/interrupt', { threadId, turnId });
    expectFits('the next turn', (await bench.turn(line, threadId, 'again')).completed, {
      turn: { status: 'completed' },
    });
    expectThat('the model is told', modelRead(bench, '<turn_aborted>'));
  },
});
