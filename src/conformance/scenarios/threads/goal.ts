import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/goal',
  requires: 'A goal is pursued in turns nobody asked for, until the model says that it is reached.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/goal/set', 'thread/goal/clear', 'thread/goal/updated', 'thread/goal/cleared'],
  script: {
    replies: ['One.', { call: { name: 'update_goal', arguments: { status: 'complete' } } }, 'Two.'],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const goal = { threadId, objective: 'Count.', status: 'active', tokenBudget: null };
    await line.answers('thread/goal/set', { threadId, objective: ' Count. ' }, { goal });
    await line.hears('thread/goal/updated', { threadId, turnId: null, goal });
    await line.hears('thread/goal/updated', { threadId, turnId: is.uuid, goal: { status: 'complete' } });
    await line.hears('turn/completed', { threadId, turn: { items: [{ text: 'Two.' }] } });
    await line.answers('thread/goal/clear', { threadId }, { cleared: true });
    await line.hears('thread/goal/cleared', { threadId });
    await line.answers('thread/goal/clear', { threadId }, { cleared: false });
  },
});
