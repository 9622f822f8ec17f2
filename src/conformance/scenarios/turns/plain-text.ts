import { expectFits, expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/plain-text',
  requires:
    'A text turn is told in its order: active, started, user message, agent message, idle, completed.',
  source: 'app-server D.4',
  on: ['stdio', 'websocket'],
  covers: [
    'thread/start',
    'turn/start',
    'turn/started',
    'turn/completed',
    'item/started',
    'item/completed',
    'item/agentMessage/delta',
    'thread/status/changed',
  ],
  script: { replies: ['one two three'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { since, completed, id } = await bench.turn(line, threadId);
    expectOrder('the turn', line.labels(since), [
      'answer turn/start',
      'thread/status/changed active',
      'turn/started',
      'item/started userMessage',
      'item/completed userMessage',
      'item/started agentMessage',
      'item/agentMessage/delta',
      'item/completed agentMessage',
      'thread/status/changed idle',
      'turn/completed completed',
    ]);
    expectFits('turn/completed', completed, { threadId, turn: { id, status: 'completed', error: null } });
  },
});
