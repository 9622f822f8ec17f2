import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/command-decline',
  requires: 'A declined command completes as declined, does not run, and the turn goes on.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval', 'item/completed'],
  script: { replies: [TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    await bench.startTurn(line, threadId);
    (await line.isAsked('item/commandExecution/requestApproval')).answer({ decision: 'decline' });
    await line.hears('item/completed', {
      item: { type: 'commandExecution', id: 'call_1', status: 'declined' },
    });
    await line.hears('turn/completed', { turn: { status: 'completed' } });
    expectThat('the file is not there', !existsSync(path.join(bench.cwd, 'made.txt')));
  },
});
