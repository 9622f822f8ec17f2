import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { oneAgent, spawnedId } from '../../support/agent-script.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'agents/spawn',
  requires:
    'An agent that the model starts is a thread of its own, heard by those who watch its parent; the parent’s model is told of its end.',
  source: 'measured',
  needs: ['home'],
  covers: ['item/completed', 'thread/status/changed', 'turn/completed', 'thread/read', 'thread/list'],
  script: (around) => oneAgent(around),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const agentId = await spawnedId(line, threadId);
    const source = { subAgent: { thread_spawn: { parent_thread_id: threadId, depth: 1 } } };
    await line.answersInTime(
      'thread/read',
      { threadId: agentId },
      { thread: { source, agentNickname: /./ } },
    );
    await line.hears('thread/status/changed', { threadId: agentId, status: { type: 'active' } });
    bench.backend.open('agent');
    await line.hears('turn/completed', { threadId: agentId, turn: { status: 'completed' } });
    const kinds = { sourceKinds: ['subAgentThreadSpawn'] };
    await line.answersInTime('thread/list', kinds, { data: [{ id: agentId, source }] });
    await bench.turn(line, threadId, 'and now?');
    expectThat('the model was told of the end', modelRead(bench, '<subagent_notification>'));
  },
});
