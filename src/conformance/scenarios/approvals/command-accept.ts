import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/command-accept',
  requires: 'A command that needs consent is asked for, and after consent it runs and its item completes.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval', 'serverRequest/resolved', 'item/completed'],
  script: { replies: [TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    const turnId = await bench.startTurn(line, threadId);
    const asked = await line.isAsked('item/commandExecution/requestApproval', {
      threadId,
      turnId,
      itemId: 'call_1',
      command: /touch made\.txt/,
      cwd: bench.cwd,
    });
    await line.hears('thread/status/changed', {
      status: { type: 'active', activeFlags: ['waitingOnApproval'] },
    });
    asked.answer({ decision: 'accept' });
    await line.hears('serverRequest/resolved', { threadId });
    await line.hears('item/completed', {
      item: { type: 'commandExecution', id: 'call_1', status: 'completed', exitCode: 0 },
    });
    await line.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
  },
});
