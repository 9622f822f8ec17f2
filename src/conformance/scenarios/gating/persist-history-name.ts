import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/persist-history-name',
  requires: 'persistExtendedHistory is refused under the name persistFullHistory.',
  source: 'app-server C.1',
  profiles: ['0.118.0'],
  async run(bench) {
    const line = await bench.connect({ capabilities: { experimentalApi: false } });
    await line.refuses(
      'thread/start',
      { persistExtendedHistory: true },
      { message: 'thread/start.persistFullHistory requires experimentalApi capability' },
    );
  },
});
