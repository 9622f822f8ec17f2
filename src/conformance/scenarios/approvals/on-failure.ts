import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'approvals/on-failure',
  requires:
    'Under on-failure a command that fails in its sandbox is shown, then asked about, and with consent runs without.',
  source: 'app-server D.4',
  profiles: ['0.118.0'],
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval'],
  script: {
    replies: [
      { call: { name: 'shell_command', id: 'call_1', arguments: { command: 'touch made.txt' } } },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { approvalPolicy: 'on-failure', sandbox: 'read-only' });
    await bench.startTurn(line, threadId);
    // What keeps it from the sandbox is a reason too, where a machine has none.
    const asked = await line.isAsked('item/commandExecution/requestApproval', { reason: /sandbox/ });
    await line.hears('item/started', { item: { id: 'call_1', status: 'inProgress' } });
    const made = path.join(bench.cwd, 'made.txt');
    expectThat('nothing has been written', !existsSync(made));
    asked.answer({ decision: 'accept' });
    await line.hears('item/completed', { item: { id: 'call_1', status: 'completed', exitCode: 0 } });
    await line.hears('turn/completed', { threadId });
    expectThat('the command ran', existsSync(made));
  },
});
