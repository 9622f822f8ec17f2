import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'subscriptions/unsubscribe-during-a-turn',
  requires:
    'The last unsubscribe ends a running turn in 0.118.0 without a word of it; in 0.169.0 the turn goes on.',
  source: 'app-server D.7',
  on: ['websocket'],
  covers: ['thread/unsubscribe'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: HELD,
  async run(bench) {
    const { line, threadId } = await heldTurn(bench);
    const since = line.mark();
    await line.answers('thread/unsubscribe', { threadId }, { status: 'unsubscribed' });
    if (bench.isOld) await line.hears('thread/closed', { threadId }, since);
    bench.backend.open('gate');
    if (!bench.isOld)
      await line.hears('thread/status/changed', { threadId, status: { type: 'idle' } }, since);
    await line.quiet();
    line.hasNotHeard('turn/completed', {}, since);
  },
});
