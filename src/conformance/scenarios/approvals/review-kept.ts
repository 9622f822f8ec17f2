import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';
import { REVIEWED, reviewedBy } from '../../support/reviewer.js';

export default scenario({
  id: 'approvals/review-kept',
  requires:
    'The conversation in which a reviewer judges is kept as the thread of a sub-agent, which can be read.',
  source: 'measured',
  needs: ['home'],
  covers: ['thread/list', 'thread/read'],
  script: reviewedBy('allow'),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, REVIEWED);
    const turnId = await bench.startTurn(line, threadId);
    await line.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
    const source = { subAgent: { other: 'guardian' } };
    const wanted = { sourceKinds: ['subAgentOther'] };
    const list = await line.answers('thread/list', wanted, { data: [{ source, ephemeral: false }] });
    const read = { threadId: textAt(list, 'data', 0, 'id'), includeTurns: true };
    await line.answers('thread/read', read, { thread: { source, turns: [{ status: 'completed' }] } });
  },
});
