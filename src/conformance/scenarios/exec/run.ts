import { scenario } from '../../scenario.js';

export default scenario({
  id: 'exec/run',
  requires: 'A command runs to its end and its code and streams are the answer.',
  source: 'app-server A.4',
  needs: ['home'],
  covers: ['command/exec'],
  async run(bench) {
    const line = await bench.connect();
    const sandboxPolicy = { type: 'dangerFullAccess' };
    await line.answers(
      'command/exec',
      { command: ['sh', '-c', 'echo out; echo err >&2; exit 3'], cwd: bench.cwd, sandboxPolicy },
      { exitCode: 3, stdout: 'out\n', stderr: 'err\n' },
    );
    await line.answers(
      'command/exec',
      {
        command: ['sh', '-c', 'echo "$A-$HOME-"'],
        cwd: bench.cwd,
        sandboxPolicy,
        env: { A: 'x', HOME: null },
      },
      { stdout: 'x--\n' },
    );
  },
});
