import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'approvals/patch-declined-once',
  requires: 'A declined patch completes once, as declined, and changes nothing.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/fileChange/requestApproval', 'item/completed'],
  script: {
    replies: [
      {
        parts: [
          {
            customCall: {
              name: 'apply_patch',
              id: 'call_p',
              input: '*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch',
            },
          },
        ],
      },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { approvalPolicy: 'untrusted', sandbox: 'read-only' });
    await bench.startTurn(line, threadId);
    (await line.isAsked('item/fileChange/requestApproval')).answer({ decision: 'decline' });
    await line.hears('turn/completed', { turn: { status: 'completed' } });
    await line.hears('item/completed', { item: { type: 'fileChange', status: 'declined' } });
    expectThat('the file is not there', !existsSync(path.join(bench.cwd, 'new.txt')));
  },
});
