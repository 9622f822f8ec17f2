import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { comesTrue } from '../../support/comes-true.js';

export default scenario({
  id: 'interrupt/running-command',
  requires: 'A command that its turn waits for is killed when the turn is interrupted.',
  source: 'app-server D.8',
  // Newer models are offered commands of another kind, which interrupt/processes-survive is about.
  profiles: ['0.118.0'],
  needs: ['home'],
  covers: ['turn/interrupt'],
  breaks: ['items-end-once'],
  script: {
    replies: [
      {
        call: {
          name: 'shell_command',
          id: 'call_1',
          arguments: { command: 'echo $$ > pid; exec sleep 30', timeout_ms: 30_000 },
        },
      },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      approvalPolicy: 'never',
      sandbox: 'danger-full-access',
    });
    const turnId = await bench.startTurn(line, threadId);
    const file = path.join(bench.cwd, 'pid');
    expectThat('the command runs', await comesTrue(() => pidIn(file) > 0));
    const pid = pidIn(file);
    await line.hears('item/started', { item: { type: 'commandExecution' } });
    await line.answers('turn/interrupt', { threadId, turnId }, {});
    expectFits('the turn', await line.hears('turn/completed', { threadId }), {
      turn: { id: turnId, status: 'interrupted' },
    });
    expectThat('the command is gone', await comesTrue(() => !lives(pid), 3000));
  },
});

/** 0 before the command has written it. */
function pidIn(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
