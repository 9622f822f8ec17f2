import { at } from '../../../util/peek.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/amendment',
  requires: 'A rule that is accepted with a command holds at once for what begins alike.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval'],
  script: { replies: [TOUCH, 'done', TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    await bench.startTurn(line, threadId);
    const asked = await line.isAsked('item/commandExecution/requestApproval', {
      proposedExecpolicyAmendment: is.nonEmptyList,
    });
    const execpolicy_amendment = at(asked.params, 'proposedExecpolicyAmendment');
    asked.answer({ decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment } } });
    await line.hears('turn/completed', { turn: { status: 'completed' } });
    const { since } = await bench.turn(line, threadId);
    await line.hears('item/completed', { item: { type: 'commandExecution', status: 'completed' } }, since);
    line.hasNotHeard('item/commandExecution/requestApproval', {}, since);
  },
});
