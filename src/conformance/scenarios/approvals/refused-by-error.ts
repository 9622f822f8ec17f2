import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat, is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/refused-by-error',
  requires:
    'A client that fails a question about a command has not consented: it does not run, and the turn goes on.',
  source: 'app-server B.1',
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval', 'item/completed'],
  // In 0.118.0 the item starts after consent, so this one only ends.
  breaks: ['items-end-once'],
  script: { replies: [TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    await bench.startTurn(line, threadId);
    (await line.isAsked('item/commandExecution/requestApproval')).fail('nobody is here');
    await line.hears('item/completed', { item: { id: 'call_1', status: is.oneOf('failed', 'declined') } });
    await line.hears('turn/completed', { turn: { status: 'completed' } });
    expectThat('the file is not there', !existsSync(path.join(bench.cwd, 'made.txt')));
  },
});
