import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'resume/unfinished-turn',
  requires: 'A turn that was running when its process ended reads back as interrupted.',
  source: 'app-server D.6',
  covers: ['thread/resume'],
  needs: ['home'],
  breaks: ['turns-end-once', 'items-end-once', 'deltas-of-seen-items'],
  script: HELD,
  async run(bench) {
    const { threadId, turnId } = await heldTurn(bench);
    await bench.restart();
    const line = await bench.connect();
    await line.answers(
      'thread/resume',
      { threadId },
      { thread: { status: { type: 'idle' }, turns: [{ id: turnId, status: 'interrupted' }] } },
    );
  },
});
