import { textAt } from '../../../util/peek.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'review/detached',
  requires: 'A detached review runs in a thread of its own, which whoever asked for it is subscribed to.',
  source: 'app-server D.5, D.7',
  profiles: ['0.118.0'],
  covers: ['review/start', 'thread/started'],
  breaks: ['turns-end-once', 'items-end-once', 'answer-before-turn'],
  script: {
    replies: [
      {
        when: { kind: 'review' },
        text: '{"findings":[],"overall_correctness":"patch is correct","overall_explanation":"All good.","overall_confidence_score":0.9}',
      },
      { text: 'hi', times: 'always' },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const since = line.mark();
    const target = { type: 'custom', instructions: 'look at it' };
    const result = await line.call('review/start', { threadId, delivery: 'detached', target });
    const reviewThreadId = textAt(result, 'reviewThreadId');
    expectThat('it is another thread', reviewThreadId !== undefined && reviewThreadId !== threadId, result);
    await line.hears('thread/started', { thread: { id: reviewThreadId } }, since);
    await line.hears(
      'item/completed',
      { threadId: reviewThreadId, item: { type: 'exitedReviewMode' } },
      since,
    );
    await line.hears('turn/completed', { threadId: reviewThreadId }, since);
  },
});
