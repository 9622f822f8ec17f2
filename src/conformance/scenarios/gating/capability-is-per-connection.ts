import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/capability-is-per-connection',
  requires: 'The capability of one connection does not open the gate for another.',
  source: 'app-server C.1',
  on: ['websocket'],
  covers: ['mock/experimentalMethod'],
  async run(bench) {
    const open = await bench.connect();
    const shut = await bench.connect({ capabilities: { experimentalApi: false } });
    await open.answers('mock/experimentalMethod', { value: 'a' }, { echoed: 'a' });
    await shut.refuses(
      'mock/experimentalMethod',
      { value: 'a' },
      { message: 'mock/experimentalMethod requires experimentalApi capability' },
    );
  },
});
