import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'exec/streaming',
  requires: 'Streamed output comes as deltas and is not repeated in the answer; input may be written.',
  source: 'oracle 11',
  needs: ['home'],
  covers: ['command/exec', 'command/exec/write', 'command/exec/outputDelta'],
  async run(bench) {
    const line = await bench.connect();
    const id = line.ask('command/exec', {
      command: ['cat'],
      cwd: bench.cwd,
      sandboxPolicy: { type: 'dangerFullAccess' },
      processId: 'p1',
      streamStdin: true,
      streamStdoutStderr: true,
    });
    await line.answers('command/exec/write', { processId: 'p1', deltaBase64: 'aGk=' }, {});
    await line.hears('command/exec/outputDelta', {
      processId: 'p1',
      stream: 'stdout',
      deltaBase64: 'aGk=',
      capReached: false,
    });
    await line.answers('command/exec/write', { processId: 'p1', closeStdin: true }, {});
    expectFits('the answer', await line.answerTo(id), { result: { exitCode: 0, stdout: '', stderr: '' } });
  },
});
