import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/settings',
  requires: 'The settings of a thread change without a turn, and its subscribers are told.',
  source: 'app-server H; measured',
  profiles: ['0.169.0'],
  covers: ['thread/settings/update', 'thread/settings/updated'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/settings/update', { threadId, effort: 'low' }, {});
    await line.hears('thread/settings/updated', {
      threadId,
      threadSettings: { cwd: bench.cwd, effort: 'low' },
    });
    const nobody = '01900000-0000-7000-8000-000000000000';
    await line.refuses(
      'thread/settings/update',
      { threadId: nobody },
      { message: `thread not found: ${nobody}` },
    );
  },
});
