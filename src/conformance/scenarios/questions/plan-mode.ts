import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead, planMode } from '../../support/turn-steps.js';

export default scenario({
  id: 'questions/plan-mode',
  requires: 'In plan mode the model may ask: the thread waits for input, and the answer goes to the model.',
  source: 'app-server B.1, D.4',
  on: ['stdio', 'websocket'],
  covers: ['item/tool/requestUserInput', 'serverRequest/resolved', 'thread/status/changed'],
  script: {
    replies: [
      {
        ask: {
          question: 'Which?',
          header: 'Pick',
          options: ['left', 'right'],
          questionId: 'q1',
          id: 'call_q',
        },
      },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const since = line.mark();
    await bench.startTurn(line, threadId, 'go', planMode());
    const asked = await line.isAsked('item/tool/requestUserInput', { threadId, itemId: 'call_q' }, since);
    await line.hears(
      'thread/status/changed',
      { threadId, status: { type: 'active', activeFlags: ['waitingOnUserInput'] } },
      since,
    );
    asked.answer({ answers: { q1: { answers: ['chosen by hand'] } } });
    await line.hears('serverRequest/resolved', { threadId }, since);
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } }, since);
    expectThat('the model gets the answer', modelRead(bench, 'chosen by hand'));
  },
});
