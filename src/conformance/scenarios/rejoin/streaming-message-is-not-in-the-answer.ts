import { at } from '../../../util/peek.js';
import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'rejoin/streaming-message-is-not-in-the-answer',
  requires: 'The message that streams is not in the answer to a join.',
  source: 'oracle 5',
  on: ['websocket'],
  covers: ['thread/resume'],
  script: HELD,
  async run(bench) {
    const { line, threadId } = await heldTurn(bench);
    const late = await bench.connect();
    const result = await late.call('thread/resume', { threadId });
    expectFits('the items', at(result, 'thread', 'turns', 0, 'items'), [{ type: 'userMessage' }]);
    bench.backend.open('gate');
    await line.hears('turn/completed');
  },
});
