import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'approvals/never-escalates',
  requires: 'Where nobody may be asked, a command that wants out of its sandbox is refused to the model.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['turn/completed'],
  script: { replies: [{ run: { command: 'touch made.txt', escalate: 'May I?', id: 'call_1' } }, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { approvalPolicy: 'never', sandbox: 'read-only' });
    const { since } = await bench.turn(line, threadId);
    line.hasNotHeard('item/commandExecution/requestApproval', {}, since);
    expectThat('the file is not there', !existsSync(path.join(bench.cwd, 'made.txt')));
    expectThat('the model was asked again', bench.backend.requests.length === 2);
  },
});
