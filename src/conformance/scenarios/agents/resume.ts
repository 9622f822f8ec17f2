import { scenario } from '../../scenario.js';
import { agentCall, oneAgent, spawnedId } from '../../support/agent-script.js';

export default scenario({
  id: 'agents/resume',
  requires: 'After a restart a thread can open the agents again that it had.',
  source: 'measured',
  needs: ['home'],
  covers: ['item/completed', 'thread/resume', 'thread/loaded/list'],
  script: (around) => oneAgent(around),
  async run(bench) {
    const before = await bench.connect();
    const threadId = await bench.startThread(before);
    await bench.turn(before, threadId);
    const agentId = await spawnedId(before, threadId);
    bench.backend.open('agent');
    await before.hears('turn/completed', { threadId: agentId });
    await bench.restart();

    const line = await bench.connect();
    await line.call('thread/resume', { threadId });
    bench.backend.setScript({
      replies: [{ call: agentCall(bench, 'resume_agent', { id: agentId }) }, 'Opened.'],
    });
    await bench.turn(line, threadId, 'go on');
    await line.hears('item/completed', { threadId, item: { tool: 'resumeAgent', status: 'completed' } });
    await line.answers('thread/loaded/list', {}, { data: [threadId, agentId] });
  },
});
