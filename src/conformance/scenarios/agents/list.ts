import { scenario } from '../../scenario.js';
import { oneAgent, spawnedId } from '../../support/agent-script.js';

export default scenario({
  id: 'agents/list',
  requires: 'The agents of a thread are listed for whoever asks for those below it, and for nobody else.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/list'],
  script: (around) => oneAgent(around),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const agentId = await spawnedId(line, threadId);
    bench.backend.open('agent');
    await line.hears('turn/completed', { threadId: agentId, turn: { status: 'completed' } });
    for (const name of ['parentThreadId', 'ancestorThreadId']) {
      await line.answersInTime('thread/list', { [name]: threadId }, { data: [{ id: agentId }] });
      await line.answers('thread/list', { [name]: agentId }, { data: [] });
    }
    await line.answers('thread/list', {}, { data: [{ id: threadId }] });
  },
});
