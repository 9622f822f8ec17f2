import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/command-cancel',
  requires: 'A cancelled command interrupts the turn.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval', 'turn/completed'],
  script: { replies: [TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    await bench.startTurn(line, threadId);
    (await line.isAsked('item/commandExecution/requestApproval')).answer({ decision: 'cancel' });
    await line.hears('turn/completed', { turn: { status: 'interrupted' } });
  },
});
