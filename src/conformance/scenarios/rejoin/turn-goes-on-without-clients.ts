import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'rejoin/turn-goes-on-without-clients',
  requires: 'A turn goes on when its only client is gone, and its end is stored.',
  source: 'oracle 5',
  on: ['websocket'],
  covers: ['thread/read'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: HELD,
  async run(bench) {
    const { line, threadId, turnId } = await heldTurn(bench);
    line.drop();
    const other = await bench.connect();
    bench.backend.open('gate');
    await other.hears('thread/status/changed', { threadId, status: { type: 'idle' } });
    await other.answers(
      'thread/read',
      { threadId, includeTurns: true },
      { thread: { turns: [{ id: turnId, status: 'completed' }] } },
    );
  },
});
