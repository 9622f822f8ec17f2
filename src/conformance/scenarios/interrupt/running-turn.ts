import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'interrupt/running-turn',
  requires:
    'turn/interrupt ends the running turn as interrupted, after idle; its partial message does not complete.',
  source: 'oracle 7',
  on: ['stdio', 'websocket'],
  covers: ['turn/interrupt', 'turn/completed'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    const since = line.mark();
    await line.answers('turn/interrupt', { threadId, turnId }, {});
    await line.hears('turn/completed', { threadId, turn: { id: turnId, status: 'interrupted' } }, since);
    expectOrder('the end', line.labels(since), ['thread/status/changed idle', 'turn/completed interrupted']);
    line.hasNotHeard('item/completed', { item: { type: 'agentMessage' } }, since);
  },
});
