import { scenario } from '../../scenario.js';
import { planMode } from '../../support/turn-steps.js';

export default scenario({
  id: 'questions/refused',
  requires: 'A client that fails a question leaves the turn to go on without an answer.',
  source: 'app-server B.1',
  covers: ['item/tool/requestUserInput', 'turn/completed'],
  script: { replies: [{ ask: { question: 'Which?', questionId: 'q1', id: 'call_q' } }, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId, 'go', planMode());
    (await line.isAsked('item/tool/requestUserInput', { threadId })).fail('nobody is here');
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
  },
});
