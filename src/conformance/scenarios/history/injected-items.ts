import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'history/injected-items',
  requires: 'Items put into a thread go to the model with the next turn.',
  source: 'app-server H',
  profiles: ['0.169.0'],
  covers: ['thread/inject_items'],
  script: { replies: ['hi', 'hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'put in by hand' }] };
    await line.answers('thread/inject_items', { threadId, items: [item] }, {});
    await bench.turn(line, threadId, 'go on');
    expectThat('the model reads it', modelRead(bench, 'put in by hand'));
  },
});
