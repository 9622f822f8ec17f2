import { expectSame } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'rejoin/reader-is-not-subscribed',
  requires: 'thread/read does not subscribe: the reader hears only of the status.',
  source: 'oracle 5',
  on: ['websocket'],
  covers: ['thread/read', 'thread/status/changed'],
  script: HELD,
  async run(bench) {
    const { line, threadId } = await heldTurn(bench);
    const reader = await bench.connect();
    await reader.call('thread/read', { threadId });
    bench.backend.open('gate');
    await line.hears('turn/completed');
    await reader.hears('thread/status/changed', { threadId, status: { type: 'idle' } });
    expectSame(
      'what it hears',
      reader.labels().filter((label) => /^(turn|item)\//.test(label)),
      [],
    );
  },
});
