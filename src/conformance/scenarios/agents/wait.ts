import { scenario } from '../../scenario.js';
import { agentCall, oneAgent, spawnedId } from '../../support/agent-script.js';

export default scenario({
  id: 'agents/wait',
  requires: 'A thread that waits for an agent goes on as soon as that has an answer, which its item shows.',
  source: 'measured',
  needs: ['home'],
  covers: ['item/started', 'item/completed', 'turn/completed'],
  script: (around) => oneAgent(around, { call: agentCall(around, 'wait_agent', { targets: ['{{agent}}'] }) }),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId);
    const agentId = await spawnedId(line, threadId);
    await line.hears('item/started', { threadId, item: { tool: 'wait', receiverThreadIds: [agentId] } });
    bench.backend.open('agent');
    const agentsStates = { [agentId]: { status: 'completed', message: 'The answer.' } };
    await line.hears('item/completed', {
      threadId,
      item: { tool: 'wait', status: 'completed', agentsStates },
    });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
  },
});
