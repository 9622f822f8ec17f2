import { scenario } from '../../scenario.js';
import { agentCall, oneAgent, spawnedId } from '../../support/agent-script.js';

export default scenario({
  id: 'agents/close',
  requires: 'An agent that is closed is unloaded in the middle of its work.',
  source: 'measured',
  needs: ['home'],
  covers: ['item/completed', 'thread/status/changed', 'thread/loaded/list'],
  script(around) {
    const call = agentCall(around, 'close_agent', { target: '{{agent}}' });
    return oneAgent(around, { parts: [{ hold: 'close' }, { call }] });
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId);
    const agentId = await spawnedId(line, threadId);
    await line.hears('item/completed', { threadId: agentId, item: { type: 'agentMessage' } });
    bench.backend.open('close');
    await line.hears('thread/status/changed', { threadId: agentId, status: { type: 'notLoaded' } });
    await line.hears('item/completed', { threadId, item: { tool: 'closeAgent', status: 'completed' } });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
    await line.answers('thread/loaded/list', {}, { data: [threadId] });
  },
});
