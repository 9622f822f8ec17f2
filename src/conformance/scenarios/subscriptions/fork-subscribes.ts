import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'subscriptions/fork-subscribes',
  requires: 'Whoever forks a thread hears of the fork.',
  source: 'app-server D.7',
  covers: ['thread/fork', 'turn/completed'],
  script: { replies: ['one', 'two'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const fork = textAt(await line.call('thread/fork', { threadId }), 'thread', 'id') ?? '';
    await bench.turn(line, fork);
    await line.hears('item/completed', { threadId: fork, item: { type: 'agentMessage', text: 'two' } });
  },
});
