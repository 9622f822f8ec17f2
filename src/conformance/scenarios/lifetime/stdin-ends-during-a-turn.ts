import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/stdin-ends-during-a-turn',
  requires: 'The end of standard input ends a stdio server although a turn runs.',
  source: 'app-server C.5',
  needs: ['process'],
  covers: ['turn/started'],
  breaks: ['turns-end-once', 'items-end-once', 'deltas-of-seen-items'],
  script: { replies: [{ text: { chunks: ['a', { hold: 'never' }, 'b'] } }] },
  async run(bench) {
    const line = await bench.connect();
    await bench.startTurn(line, await bench.startThread(line));
    await line.hears('item/agentMessage/delta');
    const { process: child } = await bench.server();
    child?.endInput();
    expectFits('the end', await child?.ended, { code: 0 });
  },
});
