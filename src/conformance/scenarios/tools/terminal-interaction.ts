import { scenario } from '../../scenario.js';

export default scenario({
  id: 'tools/terminal-interaction',
  requires: 'A command that waits stays open, and what is typed into it is told.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/commandExecution/terminalInteraction', 'item/completed'],
  script: {
    replies: [
      { run: { command: 'read x; echo got $x', tty: true, yieldMs: 300, id: 'call_1' } },
      { stdin: { chars: 'hi\n', yieldMs: 2_000, id: 'call_2' } },
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const { since } = await bench.turn(line, threadId, 'go', {
      approvalPolicy: 'never',
      sandboxPolicy: { type: 'dangerFullAccess' },
    });
    await line.hears(
      'item/commandExecution/terminalInteraction',
      { threadId, itemId: 'call_1', stdin: 'hi\n' },
      since,
    );
    await line.hears(
      'item/completed',
      { item: { id: 'call_1', status: 'completed', exitCode: 0, aggregatedOutput: /got hi/ } },
      since,
    );
  },
});
