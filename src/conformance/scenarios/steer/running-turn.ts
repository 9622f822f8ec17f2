import { textInput } from '../../bench.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'steer/running-turn',
  requires: 'Steered input becomes a user message of the running turn, and the model is asked again in it.',
  source: 'oracle 7',
  covers: ['turn/steer'],
  breaks: ['items-end-once'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    await line.answers(
      'turn/steer',
      { threadId, input: [textInput('more')], expectedTurnId: turnId },
      { turnId },
    );
    bench.backend.open('gate');
    await line.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
    await line.hears('item/completed', {
      turnId,
      item: { type: 'userMessage', content: [{ text: 'more' }] },
    });
    await line.hears('item/completed', { turnId, item: { type: 'agentMessage', text: 'after' } });
  },
});
