import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

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
    const pid = await untilRead(path.join(bench.cwd, 'pid'));
    await line.hears('item/started', { item: { type: 'commandExecution' } });
    await line.answers('turn/interrupt', { threadId, turnId }, {});
    expectFits('the turn', await line.hears('turn/completed', { threadId }), {
      turn: { id: turnId, status: 'interrupted' },
    });
    for (let count = 0; count < 60 && lives(pid); count += 1) await sleep(50);
    expectThat('the command is gone', !lives(pid));
  },
});

async function untilRead(file: string): Promise<number> {
  for (;;) {
    try {
      const pid = Number(readFileSync(file, 'utf8'));
      if (pid > 0) return pid;
    } catch {
      // It is not there yet.
    }
    await sleep(20);
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
