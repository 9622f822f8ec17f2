import { scenario } from '../../scenario.js';

export default scenario({
  id: 'tools/command-output',
  requires: 'What a command prints comes while it runs, and whole at its end.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/commandExecution/outputDelta', 'item/started', 'item/completed'],
  script: { replies: [{ run: { command: 'sleep 0.4; echo printed', id: 'call_1' } }, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { since } = await bench.turn(line, threadId, 'go', {
      approvalPolicy: 'never',
      sandboxPolicy: { type: 'dangerFullAccess' },
    });
    const item = { type: 'commandExecution', id: 'call_1', command: /sleep 0\.4; echo printed/ };
    await line.hears('item/started', { item: { ...item, status: 'inProgress' } }, since);
    await line.hears(
      'item/commandExecution/outputDelta',
      { threadId, itemId: 'call_1', delta: 'printed\n' },
      since,
    );
    await line.hears(
      'item/completed',
      { item: { ...item, status: 'completed', exitCode: 0, aggregatedOutput: 'printed\n' } },
      since,
    );
  },
});
