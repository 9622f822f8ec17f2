import { textAt } from '../../../util/peek.js';
import { textInput } from '../../bench.js';
import { expectSame, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'turns/second-start-while-running',
  requires:
    'A second turn/start while a turn runs is merged into it; 0.169.0 answers with the turn that runs.',
  source: 'oracle 7',
  covers: ['turn/start'],
  // A steer of 0.169.0 cuts the message that streams.
  breaks: ['items-end-once'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    const result = await line.call('turn/start', { threadId, input: [textInput('more')] });
    const second = textAt(result, 'turn', 'id');
    expectThat(
      bench.isOld ? 'it is another id' : 'it is the running one',
      bench.isOld ? second !== turnId : second === turnId,
      second,
    );
    bench.backend.open('gate');
    await line.hears('turn/completed', { threadId, turn: { id: turnId, status: 'completed' } });
    await line.hears('item/completed', {
      turnId,
      item: { type: 'userMessage', content: [{ text: 'more' }] },
    });
    expectSame('turns started', line.labels().filter((label) => label === 'turn/started').length, 1);
  },
});
