import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'interrupt/pending-approval',
  requires:
    'An interrupt resolves the question that is open, and an answer that comes later changes nothing.',
  source: 'app-server D.8',
  needs: ['home'],
  covers: ['turn/interrupt', 'item/commandExecution/requestApproval', 'serverRequest/resolved'],
  breaks: ['items-end-once'],
  script: { replies: [TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    const turnId = await bench.startTurn(line, threadId);
    const asked = await line.isAsked('item/commandExecution/requestApproval');
    await line.call('turn/interrupt', { threadId, turnId });
    await line.hears('turn/completed', { turn: { id: turnId, status: 'interrupted' } });
    await line.hears('serverRequest/resolved', { threadId, requestId: asked.id as number });
    asked.answer({ decision: 'accept' });
    await line.answersInTime('thread/read', { threadId }, { thread: { status: { type: 'idle' } } });
    expectThat('the file is not there', !existsSync(path.join(bench.cwd, 'made.txt')));
  },
});
