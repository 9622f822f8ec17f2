import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/second-signal-forces',
  requires: 'A second signal ends a draining listener at once, with code 0.',
  source: 'app-server C.5',
  on: ['websocket'],
  needs: ['process'],
  breaks: ['turns-end-once', 'items-end-once'],
  script: { replies: [{ text: { chunks: ['a', { hold: 'gate' }, 'b'] } }] },
  async run(bench) {
    const line = await bench.connect();
    await bench.startTurn(line, await bench.startThread(line));
    await line.hears('item/agentMessage/delta');
    const { process: child } = await bench.server();
    child?.signal('SIGTERM');
    // Two signals in quick succession may count as one.
    await line.quiet(300);
    child?.signal('SIGTERM');
    expectFits('the end', await child?.ended, { code: 0 });
  },
});
