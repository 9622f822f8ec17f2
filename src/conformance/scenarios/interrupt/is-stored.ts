import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'interrupt/is-stored',
  requires: 'An interrupted turn reads back as interrupted.',
  source: 'app-server E.3',
  covers: ['turn/interrupt', 'thread/read'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    await line.call('turn/interrupt', { threadId, turnId });
    await line.hears('turn/completed', { threadId });
    await line.answers(
      'thread/read',
      { threadId, includeTurns: true },
      { thread: { turns: [{ id: turnId, status: 'interrupted' }] } },
    );
  },
});
