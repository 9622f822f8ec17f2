import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { REVIEWED, reviewedBy } from '../../support/reviewer.js';

export default scenario({
  id: 'approvals/reviewed',
  requires:
    'Where a reviewer is chosen, it is asked instead of people, and its review is told from start to end.',
  source: 'measured',
  needs: ['home'],
  covers: ['item/autoApprovalReview/started', 'item/autoApprovalReview/completed'],
  script: reviewedBy('allow'),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, REVIEWED);
    const turnId = await bench.startTurn(line, threadId);
    const of = { threadId, turnId, targetItemId: 'call_1' };
    await line.hears('item/autoApprovalReview/started', { ...of, review: { status: 'inProgress' } });
    await line.hears('item/autoApprovalReview/completed', { ...of, review: { status: 'approved' } });
    await line.hears('item/completed', { item: { id: 'call_1', status: 'completed', exitCode: 0 } });
    await line.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
    expectThat(
      'nobody else was asked',
      line.frames.every(({ dir, kind }) => dir !== 'in' || kind !== 'request'),
    );
  },
});
