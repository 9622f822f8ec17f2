import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'rejoin/running-command',
  requires: 'Who joins while a command runs finds it in the running turn.',
  source: 'app-server D.6',
  on: ['websocket'],
  needs: ['home'],
  covers: ['thread/resume', 'item/started'],
  breaks: ['items-end-once', 'turns-end-once'],
  script: { replies: [{ run: { command: 'sleep 30', yieldMs: 20_000, id: 'call_1' } }, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      approvalPolicy: 'never',
      sandbox: 'danger-full-access',
    });
    const turnId = await bench.startTurn(line, threadId);
    await line.hears('item/started', { item: { type: 'commandExecution', id: 'call_1' } });
    const late = await bench.connect();
    const item = { type: 'commandExecution', id: 'call_1', status: 'inProgress' };
    await late.answers(
      'thread/resume',
      { threadId },
      { thread: { turns: [{ id: turnId, status: 'inProgress', items: is.listWith(item) }] } },
    );
    await late.call('turn/interrupt', { threadId, turnId });
    await late.hears('turn/completed', { turn: { id: turnId, status: 'interrupted' } });
  },
});
