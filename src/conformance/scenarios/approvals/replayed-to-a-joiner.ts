import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/replayed-to-a-joiner',
  requires: 'A pending question is asked again of whoever joins, with the same id.',
  source: 'app-server B.1',
  on: ['websocket'],
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval', 'thread/resume', 'serverRequest/resolved'],
  breaks: ['requests-answered'],
  script: { replies: [TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    await bench.startTurn(line, threadId);
    const first = await line.isAsked('item/commandExecution/requestApproval');
    const late = await bench.connect();
    await late.answers(
      'thread/resume',
      { threadId },
      { thread: { status: { type: 'active', activeFlags: ['waitingOnApproval'] } } },
    );
    const again = await late.isAsked('item/commandExecution/requestApproval');
    expectSame('the id', again.id, first.id);
    again.answer({ decision: 'accept' });
    await line.hears('serverRequest/resolved', { threadId });
    await late.hears('turn/completed', { turn: { status: 'completed' } });
  },
});
