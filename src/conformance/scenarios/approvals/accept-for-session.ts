import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/accept-for-session',
  requires: 'A command that was accepted for the session is not asked for again.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval'],
  script: { replies: [TOUCH, 'done', TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    await bench.startTurn(line, threadId);
    (await line.isAsked('item/commandExecution/requestApproval')).answer({ decision: 'acceptForSession' });
    await line.hears('turn/completed', { turn: { status: 'completed' } });
    const { since } = await bench.turn(line, threadId);
    await line.hears('item/completed', { item: { type: 'commandExecution', status: 'completed' } }, since);
    line.hasNotHeard('item/commandExecution/requestApproval', {}, since);
  },
});
