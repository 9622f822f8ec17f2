import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/idle-listener-stops',
  requires: 'SIGTERM and SIGINT end an idle listener with code 0.',
  source: 'app-server C.5',
  on: ['websocket'],
  needs: ['process'],
  async run(bench) {
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      const line = await bench.connect();
      const { process: child } = await bench.server();
      child?.signal(name);
      expectFits(`the end by ${name}`, await child?.ended, { code: 0 });
      await line.isClosed();
      await bench.restart();
    }
  },
});
