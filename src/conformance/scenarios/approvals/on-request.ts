import { existsSync } from 'node:fs';
import path from 'node:path';
import { at } from '../../../util/peek.js';
import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

const call = (id: string, more: object) => ({
  call: { name: 'exec_command', id, arguments: { cmd: `touch ${id}.txt`, ...more } },
});

export default scenario({
  id: 'approvals/on-request',
  requires:
    'Where the model decides who is asked, a command runs unasked unless it asks for more than its sandbox.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval'],
  script: {
    replies: [
      call('call_free', {}),
      call('call_more', { sandbox_permissions: 'require_escalated', justification: 'May I?' }),
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      approvalPolicy: 'on-request',
      sandbox: 'workspace-write',
    });
    const since = line.mark();
    await bench.startTurn(line, threadId);
    let asked = await line.isAsked('item/commandExecution/requestApproval', {}, since);
    // Where a machine has no sandbox everything is asked about, and that is the reason.
    if (at(asked.params, 'itemId') === 'call_free') {
      expectFits('the question', asked.params, { reason: /sandbox/ });
      asked.answer({ decision: 'accept' });
      asked = await line.isAsked('item/commandExecution/requestApproval', { itemId: 'call_more' }, since);
    }
    expectFits('the question', asked.params, { itemId: 'call_more', reason: 'May I?' });
    asked.answer({ decision: 'accept' });
    await line.hears('turn/completed', { threadId }, since);
    expectThat('the command ran', existsSync(path.join(bench.cwd, 'call_more.txt')));
  },
});
