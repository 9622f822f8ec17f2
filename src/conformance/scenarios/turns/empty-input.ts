import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/empty-input',
  requires: 'An empty input is accepted; 0.118.0 then tells an error and starts no turn, 0.169.0 runs one.',
  source: 'oracle 4',
  covers: ['turn/start'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const since = line.mark();
    await line.answers('turn/start', { threadId, input: [] }, { turn: { status: 'inProgress' } });
    if (bench.isOld) {
      await line.hears(
        'error',
        { willRetry: false, error: { message: 'input must not be empty', codexErrorInfo: 'badRequest' } },
        since,
      );
      await line.quiet();
      line.hasNotHeard('turn/started', {}, since);
    } else await line.hears('turn/completed', { turn: { status: 'completed' } }, since);
  },
});
