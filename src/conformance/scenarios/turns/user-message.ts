import { textInput } from '../../bench.js';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/user-message',
  requires: 'The user message is an item that holds the input as it was given.',
  source: 'app-server D.3',
  covers: ['item/started', 'item/completed'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const since = line.mark();
    await line.call('turn/start', { threadId, input: [textInput('one'), textInput('two')] });
    await line.hears('turn/completed', { threadId }, since);
    await line.hears('item/completed', {
      threadId,
      item: {
        type: 'userMessage',
        id: is.uuid,
        content: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      },
    });
  },
});
