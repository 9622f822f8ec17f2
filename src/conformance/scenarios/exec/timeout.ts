import { scenario } from '../../scenario.js';

export default scenario({
  id: 'exec/timeout',
  requires: 'A command that takes too long ends with code 124.',
  source: 'oracle 11',
  needs: ['home'],
  covers: ['command/exec'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'command/exec',
      {
        command: ['sleep', '30'],
        cwd: bench.cwd,
        sandboxPolicy: { type: 'dangerFullAccess' },
        timeoutMs: 200,
      },
      { exitCode: 124 },
    );
  },
});
