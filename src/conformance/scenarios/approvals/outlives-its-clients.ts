import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/outlives-its-clients',
  requires: 'A question stays open when the last client leaves, and whoever joins later can answer it.',
  source: 'oracle 5',
  on: ['websocket'],
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval', 'thread/resume', 'serverRequest/resolved'],
  breaks: ['requests-answered', 'turns-end-once', 'items-end-once'],
  script: { replies: [TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    const turnId = await bench.startTurn(line, threadId);
    const asked = await line.isAsked('item/commandExecution/requestApproval');
    line.drop();
    const later = await bench.connect();
    await later.answers(
      'thread/resume',
      { threadId },
      { thread: { status: { type: 'active', activeFlags: ['waitingOnApproval'] } } },
    );
    const again = await later.isAsked('item/commandExecution/requestApproval', { turnId });
    expectSame('the id', again.id, asked.id);
    again.answer({ decision: 'accept' });
    await later.hears('serverRequest/resolved', { threadId });
    await later.hears('item/completed', { item: { id: 'call_1', status: 'completed', exitCode: 0 } });
    await later.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
  },
});
