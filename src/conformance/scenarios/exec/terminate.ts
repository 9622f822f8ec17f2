import { expectFits, is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'exec/terminate',
  requires: 'A running command can be terminated, and its process id cannot be taken twice meanwhile.',
  source: 'oracle 11',
  needs: ['home'],
  covers: ['command/exec', 'command/exec/terminate'],
  async run(bench) {
    const line = await bench.connect();
    const params = {
      command: ['sh', '-c', 'echo up; exec sleep 30'],
      cwd: bench.cwd,
      sandboxPolicy: { type: 'dangerFullAccess' },
      processId: 'p1',
      streamStdoutStderr: true,
    };
    const id = line.ask('command/exec', params);
    await line.hears('command/exec/outputDelta');
    await line.refuses('command/exec', params, { message: 'duplicate active command/exec process id: "p1"' });
    await line.answers('command/exec/terminate', { processId: 'p1' }, {});
    expectFits('the answer', await line.answerTo(id), { result: { exitCode: is.not(0) } });
  },
});
