import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'process/streams',
  requires: 'A process takes input, streams what it prints, and its end is told with its code.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['process/spawn', 'process/writeStdin', 'process/outputDelta', 'process/exited'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const processHandle = 'reader';
    await line.answers(
      'process/spawn',
      {
        command: ['/bin/sh', '-c', 'read x; echo "got $x"; exit 3'],
        processHandle,
        cwd: bench.cwd,
        streamStdin: true,
        streamStdoutStderr: true,
      },
      {},
    );
    const deltaBase64 = Buffer.from('hi\n').toString('base64');
    await line.answers('process/writeStdin', { processHandle, deltaBase64 }, {});
    await line.hears('process/outputDelta', {
      processHandle,
      stream: 'stdout',
      deltaBase64: Buffer.from('got hi\n').toString('base64'),
      capReached: false,
    });
    await line.hears('process/exited', { processHandle, exitCode: 3, stdout: '', stderr: is.text });
  },
});
