import { scenario } from '../../scenario.js';

export default scenario({
  id: 'tools/command-outlives-its-turn',
  requires: 'A command that its turn stops waiting for completes when it ends, also after the turn.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/completed', 'turn/completed'],
  script: {
    replies: [
      { run: { command: 'while [ ! -e go ]; do sleep 0.05; done; echo late', yieldMs: 300, id: 'call_1' } },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, {
      approvalPolicy: 'never',
      sandbox: 'danger-full-access',
    });
    const { since } = await bench.turn(line, threadId);
    line.hasNotHeard('item/completed', { item: { id: 'call_1' } }, since);
    bench.write('go', '');
    await line.hears(
      'item/completed',
      { threadId, item: { id: 'call_1', status: 'completed', exitCode: 0, aggregatedOutput: /late/ } },
      since,
    );
  },
});
