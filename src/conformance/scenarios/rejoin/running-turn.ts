import { at } from '../../../util/peek.js';
import { expectFits, expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'rejoin/running-turn',
  requires:
    'Who joins while a turn runs gets it as inProgress with its user message, then its deltas and its end.',
  source: 'app-server D.6',
  on: ['websocket'],
  covers: ['thread/resume', 'item/agentMessage/delta', 'turn/completed'],
  script: HELD,
  async run(bench) {
    const { threadId, turnId } = await heldTurn(bench);
    const late = await bench.connect();
    const since = late.mark();
    const result = await late.answers(
      'thread/resume',
      { threadId },
      {
        thread: {
          status: { type: 'active', activeFlags: [] },
          turns: [{ id: turnId, status: 'inProgress' }],
        },
      },
    );
    expectFits('its first item', at(result, 'thread', 'turns', 0, 'items', 0), { type: 'userMessage' });
    bench.backend.open('gate');
    await late.hears('item/agentMessage/delta', { threadId, delta: 'b' });
    await late.hears('item/completed', { item: { type: 'agentMessage', text: 'ab' } });
    await late.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
    expectOrder('what the joiner hears', late.labels(since), [
      'answer thread/resume',
      'item/agentMessage/delta',
      'item/completed agentMessage',
      'turn/completed completed',
    ]);
  },
});
