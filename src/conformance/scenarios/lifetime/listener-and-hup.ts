import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { HELD, heldTurn } from '../../support/turn-steps.js';

export default scenario({
  id: 'lifetime/listener-and-hup',
  requires: 'SIGHUP ends a listener of 0.118.0 at once; one of 0.169.0 drains, however often it comes.',
  source: 'app-server C.5',
  on: ['websocket'],
  needs: ['process'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: HELD,
  async run(bench) {
    const { line } = await heldTurn(bench);
    const { process: child } = await bench.server();
    child?.signal('SIGHUP');
    if (bench.isOld) {
      expectFits('the end', await child?.ended, { signal: 'SIGHUP' });
      return;
    }
    await line.call('thread/loaded/list', {});
    child?.signal('SIGHUP');
    await line.call('thread/loaded/list', {});
    bench.backend.open('gate');
    await line.hears('item/completed', { item: { type: 'agentMessage', text: 'ab' } });
    expectFits('the end', await child?.ended, { code: 0 });
  },
});
