import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'review/interrupted',
  requires:
    'A review takes no input, can be interrupted by the id of the turn it started, and then says so where its report would stand.',
  source: 'measured',
  covers: ['review/start', 'turn/steer', 'turn/interrupt', 'item/completed'],
  breaks: ['turns-end-once', 'items-end-once', 'answer-before-turn'],
  script: { replies: [{ when: { kind: 'review' }, parts: [{ hold: 'review' }] }], otherwise: 'default' },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const target = { type: 'custom', instructions: 'look at it' };
    const result = await line.answers('review/start', { threadId, target }, { reviewThreadId: threadId });
    const id = textAt(result, 'turn', 'id') ?? '';
    const started = await line.hears('turn/started', { threadId });
    const input = [{ type: 'text', text: 'hey' }];
    await line.refuses(
      'turn/steer',
      { threadId, expectedTurnId: id, input },
      {
        message: 'cannot steer a review turn',
        data: { codexErrorInfo: { activeTurnNotSteerable: { turnKind: 'review' } } },
      },
    );
    await line.answers('turn/interrupt', { threadId, turnId: textAt(started, 'turn', 'id') }, {});
    await line.hears('item/completed', {
      item: { type: 'exitedReviewMode', review: 'Reviewer failed to output a response.' },
    });
    await line.hears('turn/completed', { threadId, turn: { id, status: 'interrupted' } });
  },
});
