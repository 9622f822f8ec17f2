import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'lifetime/listener-drains',
  requires:
    'A listener that is told to stop serves on until its turn has ended, new connections included, then ends with code 0.',
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
    await line.call('thread/loaded/list', {});
    await (await bench.connect({ name: 'late' })).call('thread/loaded/list', {});
    bench.backend.open('gate');
    await line.hears('item/completed', { item: { type: 'agentMessage', text: 'ab' } });
    expectFits('the end', await child?.ended, { code: 0 });
  },
});
