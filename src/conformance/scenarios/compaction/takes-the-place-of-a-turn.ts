import { expectOrder } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'compaction/takes-the-place-of-a-turn',
  requires: 'A compaction that is asked for while a turn runs interrupts it.',
  source: 'measured',
  covers: ['thread/compact/start'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    const since = line.mark();
    await line.answers('thread/compact/start', { threadId }, {});
    await line.hears('turn/completed', { threadId, turn: { id: turnId, status: 'interrupted' } }, since);
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } }, since);
    expectOrder('the compaction', line.labels(since), [
      'turn/completed interrupted',
      'turn/started',
      'item/started contextCompaction',
      'item/completed contextCompaction',
      'turn/completed completed',
    ]);
  },
});
