import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'approvals/patch-accept',
  requires: 'A patch that needs consent is shown as an item, asked for, and applied after consent.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/fileChange/requestApproval', 'item/completed', 'turn/diff/updated'],
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
    const asked = await line.isAsked('item/fileChange/requestApproval', { threadId, itemId: 'call_p' });
    await line.hears('item/started', {
      item: {
        type: 'fileChange',
        id: 'call_p',
        status: 'inProgress',
        changes: [{ path: /new\.txt$/, kind: { type: 'add' }, diff: 'hello\n' }],
      },
    });
    asked.answer({ decision: 'accept' });
    await line.hears('item/completed', { item: { type: 'fileChange', id: 'call_p', status: 'completed' } });
    await line.hears('turn/diff/updated', { diff: /\+hello/ });
    await line.hears('turn/completed', { turn: { status: 'completed' } });
    expectThat('the file is there', existsSync(path.join(bench.cwd, 'new.txt')));
  },
});
