import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'framing/emitted-at',
  requires: '0.169.0 says with every notification when it was emitted; 0.118.0 does not.',
  source: 'oracle 1',
  covers: ['thread/started'],
  async run(bench) {
    const line = await bench.connect();
    await bench.startThread(line);
    await line.hears('thread/started');
    for (const { kind, value } of line.inbound()) {
      if (kind === 'notification')
        expectFits('a notification', value, { emittedAtMs: bench.isOld ? undefined : is.integer });
    }
  },
});
