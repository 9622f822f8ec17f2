import { scenario } from '../../scenario.js';

export default scenario({
  id: 'process/refusals',
  requires: 'A process that is nobody takes nothing, and an empty command starts nothing.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['process/spawn', 'process/writeStdin', 'process/kill', 'process/resizePty'],
  async run(bench) {
    const line = await bench.connect();
    const processHandle = 'nobody';
    const refusal = { message: 'no active process for process handle "nobody"' };
    await line.refuses('process/kill', { processHandle }, refusal);
    await line.refuses('process/resizePty', { processHandle, size: { rows: 1, cols: 1 } }, refusal);
    await line.refuses('process/writeStdin', { processHandle, closeStdin: true }, refusal);
    await line.refuses(
      'process/spawn',
      { command: [], processHandle, cwd: bench.cwd },
      { message: 'command must not be empty' },
    );
  },
});
