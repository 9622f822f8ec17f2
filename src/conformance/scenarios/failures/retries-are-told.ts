import { expectFits } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'failures/retries-are-told',
  requires: 'Each retry of a broken stream is told as an error that will be retried, and the turn goes on.',
  source: 'oracle 12',
  covers: ['error', 'turn/completed'],
  script: { replies: [{ parts: [{ cut: 'end' }] }, 'second try'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      config: { 'model_providers.astc.stream_max_retries': 2 },
    });
    const { since, completed } = await bench.turn(line, threadId);
    await line.hears(
      'error',
      {
        willRetry: true,
        error: {
          message: 'Reconnecting... 1/2',
          codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
        },
      },
      since,
    );
    expectFits('turn/completed', completed, { turn: { status: 'completed' } });
  },
});
