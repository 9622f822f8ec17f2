import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'process/kill',
  requires: 'A process can be killed, and its end is told.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['process/spawn', 'process/kill', 'process/exited'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const processHandle = 'sleeper';
    await line.answers('process/spawn', { command: ['/bin/sleep', '60'], processHandle, cwd: bench.cwd }, {});
    await line.answers('process/kill', { processHandle }, {});
    await line.hears('process/exited', { processHandle, exitCode: is.not(0) });
  },
});
