import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'lifetime/stdio-signal-during-a-turn',
  requires: 'SIGINT ends a stdio server although a turn runs, and so does SIGTERM.',
  source: 'app-server C.5',
  needs: ['process'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: HELD,
  async run(bench) {
    await heldTurn(bench);
    const { process: child } = await bench.server();
    child?.signal('SIGINT');
    expectFits('the end', await child?.ended, { signal: 'SIGINT' });
    await bench.restart();
    bench.backend.setScript(HELD);
    await heldTurn(bench);
    const { process: second } = await bench.server();
    second?.signal('SIGTERM');
    expectFits('the end', await second?.ended, bench.isOld ? { signal: 'SIGTERM' } : { code: 0 });
  },
});
