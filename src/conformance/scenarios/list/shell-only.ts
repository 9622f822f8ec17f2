import { scenario } from '../../scenario.js';

export default scenario({
  id: 'list/shell-only',
  requires: 'A thread that only ran commands of the user, and an ephemeral one, are not listed.',
  source: 'app-server E.4',
  needs: ['home'],
  covers: ['thread/list', 'thread/shellCommand'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.call('thread/shellCommand', { threadId, command: 'echo x' });
    await line.hears('turn/completed', { threadId });
    await bench.turn(line, await bench.startThread(line, { ephemeral: true }));
    await line.answers('thread/list', {}, { data: [], nextCursor: null });
  },
});
