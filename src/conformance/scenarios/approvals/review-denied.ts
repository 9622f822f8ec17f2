import { scenario } from '../../scenario.js';
import { REVIEWED, reviewedBy } from '../../support/reviewer.js';

export default scenario({
  id: 'approvals/review-denied',
  requires: 'What a reviewer denies does not run, and people are warned of it.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['guardianWarning', 'item/autoApprovalReview/completed'],
  script: reviewedBy('deny'),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, REVIEWED);
    const turnId = await bench.startTurn(line, threadId);
    await line.hears('guardianWarning', { threadId, message: /^Automatic approval review denied / });
    await line.hears('item/autoApprovalReview/completed', { threadId, review: { status: 'denied' } });
    await line.hears('item/completed', { item: { id: 'call_1', status: 'declined' } });
    await line.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
  },
});
