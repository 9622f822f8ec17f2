import { textAt } from '../../../util/peek.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/filed-before-the-first-turn',
  requires: 'A thread in which nothing was said is kept once it is put into a section, and listed there.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/section/move', 'thread/list', 'thread/read'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'thread/read',
      { threadId, includeTurns: true },
      { code: -32601, message: 'list_turns is not supported yet' },
    );
    const created = await line.answers('threadSection/create', { name: 'Mine' }, {});
    const sectionId = textAt(created, 'section', 'id');
    await line.answers('thread/section/move', { threadId, sectionId }, {});
    await line.hears('thread/section/changed', { threadId, sectionId });
    await line.answers('thread/list', {}, { data: [] });
    await line.answers('thread/list', { sectionId }, { data: [{ id: threadId, preview: '' }] });
    await line.answers('thread/read', { threadId, includeTurns: true }, { thread: { turns: [] } });
  },
});
