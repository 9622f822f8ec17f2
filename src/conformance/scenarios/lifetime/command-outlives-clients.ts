import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { comesTrue } from '../../support/comes-true.js';

export default scenario({
  id: 'lifetime/command-outlives-clients',
  requires: 'A command runs on when the last client leaves, and the turn it belongs to comes to its end.',
  source: 'oracle 5',
  on: ['websocket'],
  needs: ['home'],
  covers: ['thread/status/changed', 'thread/read'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: {
    replies: [
      {
        call: {
          name: 'exec_command',
          id: 'call_1',
          // Ends by itself when nobody lets it go on.
          arguments: {
            cmd: 'touch running; for i in $(seq 200); do [ -e go ] && break; sleep 0.1; done; touch finished',
            yield_time_ms: 20_000,
          },
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
    const running = path.join(bench.cwd, 'running');
    expectThat('the command runs', await comesTrue(() => existsSync(running)));
    line.drop();
    const other = await bench.connect();
    writeFileSync(path.join(bench.cwd, 'go'), '');
    await other.hears('thread/status/changed', { threadId, status: { type: 'idle' } });
    expectThat('the command came to its end', existsSync(path.join(bench.cwd, 'finished')));
    await other.answersInTime(
      'thread/read',
      { threadId, includeTurns: true },
      { thread: { turns: [{ id: turnId, status: 'completed' }] } },
    );
  },
});
