import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'interrupt/another-turn-id',
  requires: 'With another turn id, 0.118.0 interrupts what runs and 0.169.0 refuses.',
  source: 'oracle 7',
  covers: ['turn/interrupt'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    const other = '019a0000-0000-7000-8000-000000000000';
    if (bench.isOld) await line.call('turn/interrupt', { threadId, turnId: other });
    else
      await line.refuses(
        'turn/interrupt',
        { threadId, turnId: other },
        { message: `expected active turn id ${other} but found ${turnId}` },
      );
    bench.backend.open('gate');
    await line.hears('turn/completed', {
      turn: { id: turnId, status: bench.isOld ? 'interrupted' : 'completed' },
    });
  },
});
