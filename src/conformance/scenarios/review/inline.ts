import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'review/inline',
  requires: 'An inline review answers with its label, enters and leaves review mode, and ends as a turn.',
  source: 'app-server D.5',
  covers: ['review/start', 'item/started'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: {
    replies: [
      {
        when: { kind: 'review' },
        text: '{"findings":[],"overall_correctness":"patch is correct","overall_explanation":"All good.","overall_confidence_score":0.9}',
      },
      'hi',
    ],
    otherwise: 'default',
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const result = await line.answers(
      'review/start',
      { threadId, target: { type: 'custom', instructions: 'look at it' } },
      {
        reviewThreadId: threadId,
        turn: {
          status: 'inProgress',
          items: [{ type: 'userMessage', content: [{ type: 'text', text: 'look at it' }] }],
        },
      },
    );
    const id = textAt(result, 'turn', 'id') ?? '';
    await line.hears('item/completed', { item: { type: 'enteredReviewMode', review: 'look at it' } });
    await line.hears('item/completed', { item: { type: 'exitedReviewMode' } });
    await line.hears('turn/completed', { threadId, turn: { id } });
  },
});
