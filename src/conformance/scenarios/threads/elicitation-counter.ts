import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/elicitation-counter',
  requires: 'The counter of elicitations counts up and down, and not below zero.',
  source: 'app-server A.2',
  covers: ['thread/increment_elicitation', 'thread/decrement_elicitation'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/increment_elicitation', { threadId }, { count: 1, paused: true });
    await line.answers('thread/increment_elicitation', { threadId }, { count: 2, paused: true });
    await line.answers('thread/decrement_elicitation', { threadId }, { count: 1, paused: true });
    await line.answers('thread/decrement_elicitation', { threadId }, { count: 0, paused: false });
    await line.refuses(
      'thread/decrement_elicitation',
      { threadId },
      { message: 'out-of-band elicitation count is already zero' },
    );
  },
});
