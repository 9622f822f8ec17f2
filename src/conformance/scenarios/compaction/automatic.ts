import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'compaction/automatic',
  requires: 'A conversation that fills the window of its model is compacted at the start of the next turn.',
  source: 'app-server D.5',
  covers: ['turn/start', 'item/started', 'item/completed'],
  script: {
    replies: [
      { text: 'hi', usage: { input: 250_000, output: 10 } },
      { when: { kind: 'compaction' }, text: 'a summary' },
      'hi again',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const since = line.mark();
    await bench.turn(line, threadId);
    const items = line.labels(since).filter((label) => /^item\/(started|completed) /.test(label));
    expectOrder('the second turn', items, [
      'item/started contextCompaction',
      'item/completed contextCompaction',
      'item/started userMessage',
      'item/completed userMessage',
      'item/started agentMessage',
      'item/completed agentMessage',
    ]);
  },
});
