import { scenario } from '../../scenario.js';
import { ASKING } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/trusted-commands',
  requires:
    'Under a policy that trusts nothing, 0.118.0 runs a command that only reads unasked; 0.169.0 asks for it as well.',
  source: 'app-server D.4; measured',
  needs: ['home'],
  covers: ['item/completed'],
  script: { replies: [{ run: { command: 'ls', id: 'call_1' } }, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    const since = line.mark();
    await bench.startTurn(line, threadId);
    if (!bench.isOld)
      (await line.isAsked('item/commandExecution/requestApproval')).answer({ decision: 'accept' });
    await line.hears('item/completed', { item: { id: 'call_1', status: 'completed', exitCode: 0 } }, since);
    await line.hears('turn/completed', { threadId }, since);
    if (bench.isOld) line.hasNotHeard('item/commandExecution/requestApproval', {}, since);
  },
});
