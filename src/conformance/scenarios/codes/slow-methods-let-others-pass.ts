import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/slow-methods-let-others-pass',
  requires: 'A request that takes long does not hold up those after it.',
  source: 'app-server C.3',
  on: ['stdio', 'websocket'],
  needs: ['home'],
  covers: ['command/exec'],
  async run(bench) {
    const line = await bench.connect();
    const processId = 'slow';
    const slow = line.ask('command/exec', { command: ['sleep', '60'], processId, disableTimeout: true });
    await line.call('thread/loaded/list', {});
    expectThat(
      'the slow one is open',
      !line.inbound().some(({ value }) => (value as { id?: unknown }).id === slow),
    );
    // Terminating is refused for as long as the process has not started.
    for (;;) {
      const answer = await line.answerTo(line.ask('command/exec/terminate', { processId }));
      if ('result' in (answer as object)) break;
    }
    await line.answerTo(slow);
  },
});
