import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/archive-before-the-first-turn',
  requires:
    'A thread in which nothing was said can be archived, is listed among archived threads and brought back.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/archive', 'thread/unarchive', 'thread/list'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.answers('thread/archive', { threadId }, {});
    await line.hears('thread/archived', { threadId });
    await line.answers('thread/list', { archived: true }, { data: [{ id: threadId, preview: '' }] });
    await line.answers('thread/unarchive', { threadId }, { thread: { id: threadId } });
    await line.answers('thread/list', {}, { data: [] });
    await line.answers('thread/read', { threadId, includeTurns: true }, { thread: { turns: [] } });
  },
});
