import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { comesTrue } from '../../support/comes-true.js';

export default scenario({
  id: 'interrupt/processes-survive',
  requires: 'A command that its turn no longer waits for runs on when the turn is interrupted.',
  source: 'app-server D.8',
  needs: ['home'],
  covers: ['turn/interrupt'],
  breaks: ['items-end-once', 'turns-end-once'],
  script: {
    replies: [
      {
        run: {
          command: 'while [ ! -e go.txt ]; do sleep 0.1; done; touch made.txt',
          yieldMs: 300,
          id: 'call_1',
        },
      },
      { parts: [{ text: { chunks: ['a', { hold: 'gate' }, 'b'] } }] },
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
    await line.hears('item/agentMessage/delta', { threadId });
    await line.call('turn/interrupt', { threadId, turnId });
    await line.hears('turn/completed', { turn: { id: turnId, status: 'interrupted' } });
    bench.write('go.txt', '');
    const made = path.join(bench.cwd, 'made.txt');
    expectThat('the command came to its end', await comesTrue(() => existsSync(made)));
  },
});
