import { expectSame, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { ASKING, TOUCH } from '../../support/turn-steps.js';

export default scenario({
  id: 'approvals/first-answer-wins',
  requires:
    'Everyone who watches is asked under one id; the first answer counts, and everyone hears the end.',
  source: 'app-server B.1',
  on: ['websocket'],
  needs: ['home'],
  covers: ['item/commandExecution/requestApproval', 'serverRequest/resolved', 'item/completed'],
  breaks: ['requests-answered'],
  script: { replies: ['before', TOUCH, 'done', 'after'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, ASKING);
    await bench.turn(line, threadId);
    const other = await bench.connect();
    await other.call('thread/resume', { threadId });
    const turnId = await bench.startTurn(line, threadId);
    const first = await line.isAsked('item/commandExecution/requestApproval');
    const second = await other.isAsked('item/commandExecution/requestApproval');
    expectSame('the id', second.id, first.id);
    second.answer({ decision: 'decline' });
    await line.hears('serverRequest/resolved', { threadId });
    first.answer({ decision: 'accept' });
    await other.hears('serverRequest/resolved', { threadId });
    for (const watcher of [line, other]) {
      await watcher.hears('item/completed', { item: { id: 'call_1', status: 'declined' } });
      await watcher.hears('turn/completed', { turn: { id: turnId, status: 'completed' } });
    }
    // The late answer has been read by now: this turn was asked for behind it.
    await bench.turn(line, threadId);
    const resolved = line.frames.filter(({ method }) => method === 'serverRequest/resolved');
    expectThat('the late answer is passed over', resolved.length === 1);
  },
});
