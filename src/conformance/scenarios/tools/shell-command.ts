import { scenario } from '../../scenario.js';

export default scenario({
  id: 'tools/shell-command',
  requires: 'A shell command of the user is a turn with one command item, unasked.',
  source: 'oracle 3',
  needs: ['home'],
  covers: ['thread/shellCommand', 'item/completed'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/shellCommand', { threadId, command: 'echo hi' }, {});
    await line.hears('item/completed', {
      item: { type: 'commandExecution', source: 'userShell', status: 'completed', exitCode: 0 },
    });
    await line.hears('turn/completed', { threadId, turn: { status: 'completed' } });
    await line.refuses(
      'thread/shellCommand',
      { threadId, command: ' ' },
      { message: 'command must not be empty' },
    );
  },
});
