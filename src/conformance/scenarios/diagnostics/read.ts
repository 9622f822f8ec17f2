import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'diagnostics/read',
  requires: 'The diagnostics tell of the process and of the threads that live.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['server/diagnostics'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await bench.startThread(line);
    await line.answers(
      'server/diagnostics',
      {},
      { gauges: is.listWith({ name: 'core.threads.live', value: 1 }), process: { id: is.integer } },
    );
  },
});
